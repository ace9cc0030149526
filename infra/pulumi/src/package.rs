//! Packages: which provider, in which version, knows a type.

/// A package of resource types and functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Package {
    /// Name, as in `aws:sqs/queue:Queue`.
    pub name: &'static str,
    /// Version of the provider plugin; empty leaves the choice to the engine.
    pub version: &'static str,
    /// Where the plugin is downloaded from, if not from the usual place.
    pub download_url: Option<&'static str>,
    /// A package that a provider makes from a parameter.
    pub parameterization: Option<Parameterization>,
    /// A package that adds to a provider: the provider serves its own types as before, and those of the package.
    pub extension: Option<Parameterization>,
}

/// What makes a package of a base provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameterization {
    /// Name of the package that comes of it; the package itself names the base provider.
    pub name: &'static str,
    /// Version of the package that comes of it.
    pub version: &'static str,
    /// The parameter.
    pub value: &'static [u8],
}

impl Package {
    /// A package in this version.
    pub const fn new(name: &'static str, version: &'static str) -> Self {
        Self { name, version, download_url: None, parameterization: None, extension: None }
    }

    /// The same package, made from a parameter.
    #[must_use]
    pub const fn parameterized(self, parameterization: Parameterization) -> Self {
        Self { parameterization: Some(parameterization), ..self }
    }

    /// What a parameter adds to this package.
    #[must_use]
    pub const fn extended(self, extension: Parameterization) -> Self {
        Self { extension: Some(extension), ..self }
    }

    /// The same package, its plugin downloaded from here.
    #[must_use]
    pub const fn from_server(self, url: &'static str) -> Self {
        Self { download_url: Some(url), ..self }
    }
}

impl From<Parameterization> for pulumi_proto::Parameterization {
    fn from(derived: Parameterization) -> Self {
        let Parameterization { name, version, value } = derived;
        Self { name: name.to_owned(), version: version.to_owned(), value: value.to_vec() }
    }
}
