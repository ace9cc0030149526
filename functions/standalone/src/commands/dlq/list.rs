//! `dlq list`.

use clap::Args;

use super::Letter;
use crate::failure::Failure;
use crate::output::{self, Format};
use crate::site::Target;

#[derive(Args)]
#[command(after_help = "Example:
  switchboard dlq list --limit 10 --format json")]
pub(super) struct List {
    /// At most this many.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    limit: u32,
    #[command(flatten)]
    target: Target,
    /// How dead letters are printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl List {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let site = self.target.open().await?;
        let letters: Vec<Letter> =
            site.dead_letters.look(self.limit as usize).await?.iter().map(Letter::from).collect();
        match self.format {
            Format::Json => letters.iter().for_each(output::json),
            Format::Text => {
                let head = ["id", "given up", "deliveries", "reason", "conversation"].map(str::to_owned).to_vec();
                let row = |letter: &Letter| {
                    vec![
                        letter.id.to_string(),
                        letter.dead_at.to_string(),
                        letter.receive_count.to_string(),
                        letter.reason.clone(),
                        letter.conversation_key.clone().unwrap_or_else(|| "-".to_owned()),
                    ]
                };
                let rows: Vec<_> = std::iter::once(head).chain(letters.iter().map(row)).collect();
                output::table(&rows);
                output::note(format!("{} in all", output::counted(site.dead_letters.count().await?, "dead letter")));
            }
        }
        Ok(())
    }
}
