//! Regions and the partitions that they belong to.

use std::fmt;

/// A region's code, such as `us-east-2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region(String);

/// A group of regions with ARNs of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Partition {
    /// `aws`
    Standard,
    /// `aws-cn`
    China,
    /// `aws-us-gov`
    UsGovernment,
}

/// A text is no region code.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no region; regions look like `us-east-2`")]
pub struct RegionError(String);

impl Region {
    /// Reads a region code: letters, words, and a number at the end, joined by dashes.
    ///
    /// # Errors
    /// If the text has another form.
    pub fn parse(text: &str) -> Result<Self, RegionError> {
        let parts: Vec<&str> = text.split('-').collect();
        let word = |part: &&str| !part.is_empty() && part.chars().all(|character| character.is_ascii_lowercase());
        let number = |part: &str| !part.is_empty() && part.chars().all(|character| character.is_ascii_digit());
        match parts.split_last() {
            Some((last, words)) if words.len() >= 2 && words.iter().all(word) && number(last) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(RegionError(text.to_owned())),
        }
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The partition.
    pub fn partition(&self) -> Partition {
        if self.0.starts_with("cn-") {
            Partition::China
        } else if self.0.starts_with("us-gov-") {
            Partition::UsGovernment
        } else {
            Partition::Standard
        }
    }
}

impl Partition {
    /// Domain that the partition's services are under.
    pub fn dns_suffix(self) -> &'static str {
        match self {
            Self::Standard | Self::UsGovernment => "amazonaws.com",
            Self::China => "amazonaws.com.cn",
        }
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Standard => "aws",
            Self::China => "aws-cn",
            Self::UsGovernment => "aws-us-gov",
        })
    }
}

impl fmt::Display for Region {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_region_codes_are_regions() {
        for text in ["us-east-2", "cn-north-1", "us-gov-west-1", "ap-southeast-12"] {
            assert_eq!(Region::parse(text).unwrap().as_str(), text);
        }
        for text in ["", "us", "us-east", "us-east-2a", "US-EAST-2", "us--2", "https://us-east-2"] {
            assert!(Region::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn partitions_follow_from_the_region() {
        let partition = |text| Region::parse(text).unwrap().partition().to_string();
        assert_eq!(partition("us-gov-west-1"), "aws-us-gov");
        assert_eq!(partition("cn-north-1"), "aws-cn");
        assert_eq!(partition("us-east-2"), "aws");
    }
}
