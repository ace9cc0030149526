//! The command line: `pulumi-language-rust [flags of the engine] [engine address]`.

/// What the command line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arguments {
    /// Serve, for the engine at this address. Without one, the engine will introduce itself by Handshake.
    Serve(Option<String>),
    /// Say how to use the host.
    Help,
    /// Say the host's version.
    Version,
    /// The last argument is not an address.
    Invalid(String),
}

/// The text for `--help`.
pub const HELP: &str = "\
Runs Pulumi programs written in Rust. The engine starts this host; there is no need to start it by hand.

Usage: pulumi-language-rust [flags] [ENGINE_ADDRESS]

  ENGINE_ADDRESS  host:port of the engine, the last argument; without it the engine attaches
                  (PULUMI_DEBUG_LANGUAGES=rust:PORT) and says its address itself
  flags           logging and tracing flags of the engine are accepted and ignored
  -h, --help      this text
  -V, --version   the version of the host

The first line of standard output is the port of the LanguageRuntime service on 127.0.0.1.

In Pulumi.yaml (every option may be left out):

  runtime:
    name: rust
    options:
      manifest: Cargo.toml        # or its folder, relative to the project folder
      package: my-infrastructure  # if that workspace has several
      bin: my-infrastructure      # if that package has several
      profile: release            # or dev, or a profile of your own
      binary: ./bin/program       # a prebuilt program: cargo is not called at all
      args: [\"--verbose\"]
      packages: [\"aws@7.48.0\"]    # default: what the crates of the program declare
";

impl Arguments {
    /// Reads the arguments after the program's own name. The address is always the last one; what stands before it is
    /// for the engine's own logging and is ignored.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Self {
        let arguments: Vec<String> = arguments.into_iter().collect();
        let asks = |short: &str, long: &str| arguments.iter().any(|one| one == short || one == long);
        if asks("-h", "--help") {
            return Self::Help;
        }
        if asks("-V", "--version") {
            return Self::Version;
        }
        match arguments.last() {
            Some(last) if last.starts_with('-') => Self::Serve(None),
            Some(last) => match last.rsplit_once(':') {
                Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => {
                    Self::Serve(Some(last.clone()))
                }
                _ => Self::Invalid(last.clone()),
            },
            None => Self::Serve(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Arguments {
        Arguments::parse(arguments.iter().map(|one| (*one).to_owned()))
    }

    #[test]
    fn the_address_is_the_last_argument() {
        assert_eq!(parse(&["127.0.0.1:4711"]), Arguments::Serve(Some("127.0.0.1:4711".into())));
        let flags = ["-v=9", "--logtostderr", "--tracing", "file:trace", "127.0.0.1:4711"];
        assert_eq!(parse(&flags), Arguments::Serve(Some("127.0.0.1:4711".into())));
    }

    #[test]
    fn the_engine_may_come_later_but_not_as_nonsense() {
        assert_eq!(parse(&[]), Arguments::Serve(None));
        assert_eq!(parse(&["--logtostderr"]), Arguments::Serve(None));
        assert_eq!(parse(&["here"]), Arguments::Invalid("here".into()));
        assert_eq!(parse(&[":1"]), Arguments::Invalid(":1".into()));
    }

    #[test]
    fn help_and_version() {
        assert_eq!(parse(&["--help"]), Arguments::Help);
        assert_eq!(parse(&["-V"]), Arguments::Version);
    }
}
