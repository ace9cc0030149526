//! The training set: templates, and messages by author.

use std::io;
use std::path::Path;

use serde::{Deserialize, Deserializer};
use sha2::{Digest, Sha256};
use switchboard_domain::{ChannelClass, Intent};

use super::messages::{Written, parse_messages};

/// One line of a training file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// What it is about: the name of the file.
    pub intent: Intent,
    /// What else it is about.
    pub secondary: Option<Intent>,
    /// Channel that it belongs to; `None`: any.
    pub channel: Option<ChannelClass>,
    /// Text with `{a|b}` alternatives and `<slot>` names.
    pub text: String,
}

/// The messages of one author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// Name of the file without its ending.
    pub name: String,
    /// What they wrote.
    pub messages: Vec<Written>,
}

/// Everything to train on, in file and line order.
#[derive(Clone, Debug, Default)]
pub struct TrainingSet {
    /// The templates.
    pub templates: Vec<Template>,
    /// Messages by author.
    pub authors: Vec<Author>,
    hash: [u8; 32],
}

/// A message with its label; of the fields of an evaluation set, those that a classifier sees.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Labelled {
    /// The right intent.
    #[serde(rename = "primary_intent")]
    pub intent: Intent,
    /// Subject, if it has one.
    #[serde(default)]
    pub subject: Option<String>,
    /// The message.
    pub text: String,
    /// Channel class, in the file as the helpdesk names the channel.
    #[serde(deserialize_with = "channel_class")]
    pub channel: ChannelClass,
}

fn channel_class<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ChannelClass, D::Error> {
    Ok(ChannelClass::of(&String::deserialize(deserializer)?))
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    /// A training file is not named after an intent.
    #[error("training file {0:?} is not named after an intent")]
    FileName(String),
    /// An option in square brackets is neither `+intent` nor `@channel`.
    #[error("training file {file:?}, line {line}: unknown option")]
    Option {
        /// File name.
        file: String,
        /// Line from 1.
        line: usize,
    },
    /// A brace or bracket is not closed, or a slot has no values.
    #[error("training file {file:?}, line {line}: bad template")]
    Template {
        /// File name.
        file: String,
        /// Line from 1.
        line: usize,
    },
    /// A line of a labelled file is not such an object.
    #[error("labelled file, line {0}: not a labelled message")]
    Labelled(usize),
}

impl TrainingSet {
    /// Reads every `*.txt` of a folder (templates) and of its `messages/`.
    ///
    /// # Errors
    /// A file that cannot be read, or a wrong line.
    pub fn read(folder: &Path) -> Result<Self, super::TrainError> {
        Ok(Self::parse(&text_files(folder)?, &text_files(&folder.join("messages"))?)?)
    }

    /// Parses files of templates and files of messages, given as name and content.
    ///
    /// # Errors
    /// The first wrong file name or line.
    pub fn parse(templates: &[(String, String)], messages: &[(String, String)]) -> Result<Self, SetError> {
        let mut set = Self::default();
        let mut hasher = Sha256::new();
        for (file, content) in templates.iter().chain(messages) {
            hasher.update(format!("{file}\n{}\n", content.len()).as_bytes());
            hasher.update(content.as_bytes());
        }
        for (file, content) in templates {
            let name = file.strip_suffix(".txt").unwrap_or(file);
            let intent = Intent::from_name(name).ok_or_else(|| SetError::FileName(file.clone()))?;
            for (number, line) in content.lines().enumerate() {
                let line = line.trim();
                if !line.is_empty() && !line.starts_with('#') {
                    set.templates.push(parse_line(file, number + 1, intent, line)?);
                }
            }
        }
        for (file, content) in messages {
            let name = file.strip_suffix(".txt").unwrap_or(file).to_owned();
            set.authors.push(Author { name, messages: parse_messages(file, content)? });
        }
        set.hash = hasher.finalize().into();
        Ok(set)
    }

    /// SHA-256 over names and contents.
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }
}

/// Name and content of the folder's text files, in order of names; none if there is no such folder.
fn text_files(folder: &Path) -> io::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            let name = path.file_name().and_then(|name| name.to_str()).ok_or(io::ErrorKind::InvalidData)?;
            files.push((name.to_owned(), std::fs::read_to_string(&path)?));
        }
    }
    files.sort();
    Ok(files)
}

fn parse_line(file: &str, line_number: usize, intent: Intent, line: &str) -> Result<Template, SetError> {
    let mut template = Template { intent, secondary: None, channel: None, text: String::new() };
    let mut rest = line;
    while let Some((option, after)) = rest.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        let wrong = || SetError::Option { file: file.to_owned(), line: line_number };
        match (option.strip_prefix('+'), option.strip_prefix('@')) {
            (Some(name), _) => template.secondary = Some(Intent::from_name(name).ok_or_else(wrong)?),
            (_, Some("tiktok")) => template.channel = Some(ChannelClass::Tiktok),
            (_, Some("social")) => template.channel = Some(ChannelClass::Social),
            (_, Some("livechat")) => template.channel = Some(ChannelClass::Livechat),
            _ => return Err(wrong()),
        }
        rest = after.trim_start();
    }
    if !super::augment::is_well_formed(rest) {
        return Err(SetError::Template { file: file.to_owned(), line: line_number });
    }
    template.text = rest.to_owned();
    Ok(template)
}

/// Parses JSON Lines of [`Labelled`].
///
/// # Errors
/// The number of the first line that is not one.
pub fn parse_labelled(text: &str) -> Result<Vec<Labelled>, SetError> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| serde_json::from_str(line).map_err(|_| SetError::Labelled(number + 1)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(name: &str, content: &str) -> Result<TrainingSet, SetError> {
        TrainingSet::parse(&[(name.to_owned(), content.to_owned())], &[])
    }

    #[test]
    fn lines_row_by_row() {
        let set = parse("refund_request.txt", "# note\n\n[+damaged_item] [@social] it {broke|leaked}\nplain").unwrap();
        assert_eq!(set.templates.len(), 2);
        assert_eq!(set.templates[0].secondary, Some(Intent::DamagedItem));
        assert_eq!(set.templates[0].channel, Some(ChannelClass::Social));
        assert_eq!(set.templates[1].text, "plain");
        assert_ne!(set.hash(), parse("refund_request.txt", "plain").unwrap().hash());
    }

    #[test]
    fn wrong_input_is_told_with_its_place() {
        assert_eq!(parse("nothing.txt", "x").unwrap_err(), SetError::FileName("nothing.txt".into()));
        let file = || "refund_request.txt".to_owned();
        assert_eq!(parse(&file(), "\n[+no] x").unwrap_err(), SetError::Option { file: file(), line: 2 });
        assert_eq!(parse(&file(), "a {b|c").unwrap_err(), SetError::Template { file: file(), line: 1 });
        assert_eq!(parse(&file(), "a <nothing>").unwrap_err(), SetError::Template { file: file(), line: 1 });
        assert_eq!(parse_labelled("{}").unwrap_err(), SetError::Labelled(1));
        let good = r#"{"primary_intent":"refund_request","text":"x","channel":"facebook_message","tags":[]}"#;
        assert_eq!(parse_labelled(good).unwrap()[0].channel, ChannelClass::Social);
    }
}
