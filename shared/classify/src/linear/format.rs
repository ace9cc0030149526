//! The model file.
//!
//! | Bytes | Content |
//! |---|---|
//! | 8 | `SBLINEAR` |
//! | 4 x 3 | format version, classes, buckets (little endian) |
//! | 32 | SHA-256 of the training set |
//! | 32 | SHA-256 of the training configuration |
//! | 16 x classes | per class: weight scale, bias, calibration slope and intercept (f32) |
//! | buckets x classes | weights, i8, bucket by bucket |
//! | 32 | SHA-256 of everything before |

use sha2::{Digest, Sha256};

use super::features::{BUCKETS, Features};

/// Number of classes: the intents of the taxonomy.
pub(crate) const CLASSES: usize = 25;

const MAGIC: &[u8; 8] = b"SBLINEAR";
const VERSION: u32 = 1;
const HASH: usize = 32;
const HEADER: usize = 8 + 12 + 2 * HASH;
const PER_CLASS: usize = 16;
const WEIGHTS: usize = BUCKETS * CLASSES;
const LENGTH: usize = HEADER + PER_CLASS * CLASSES + WEIGHTS + HASH;

/// Why bytes are not a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// The file does not begin with the mark of a model.
    #[error("not a model file")]
    NotAModel,
    /// The file was written for another version of the program.
    #[error("the model has another format version")]
    Version,
    /// Number of classes or buckets differs from the program's.
    #[error("the model has another shape")]
    Shape,
    /// The file is cut off or has more bytes than it should.
    #[error("the model file has the wrong length")]
    Length,
    /// The content does not fit its checksum.
    #[error("the model file is damaged")]
    Checksum,
    /// A scale or calibration value is no finite number.
    #[error("the model holds a value that is not finite")]
    NotFinite,
}

impl ModelError {
    /// A stable code for logs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAModel => "model_not_a_model",
            Self::Version => "model_version",
            Self::Shape => "model_shape",
            Self::Length => "model_length",
            Self::Checksum => "model_checksum",
            Self::NotFinite => "model_not_finite",
        }
    }
}

/// What a model was made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) training_set: [u8; HASH],
    pub(crate) configuration: [u8; HASH],
}

/// Platt scaling of one class: probability = sigmoid(slope x logit + intercept).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Calibration {
    pub(crate) slope: f32,
    pub(crate) intercept: f32,
}

impl Calibration {
    pub(crate) fn apply(self, logit: f32) -> f64 {
        1.0 / (1.0 + f64::from(-(self.slope * logit + self.intercept)).exp())
    }
}

/// The numbers of a model.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parts {
    pub(crate) scale: [f32; CLASSES],
    pub(crate) bias: [f32; CLASSES],
    pub(crate) calibration: [Calibration; CLASSES],
    /// Bucket by bucket, [`CLASSES`] weights each; empty means all zero.
    pub(crate) weights: Vec<i8>,
}

impl Parts {
    /// Every probability is near zero.
    pub(crate) fn neutral() -> Self {
        Self {
            scale: [0.0; CLASSES],
            bias: [-30.0; CLASSES],
            calibration: [Calibration { slope: 1.0, intercept: 0.0 }; CLASSES],
            weights: Vec::new(),
        }
    }

    /// The score of every class.
    pub(crate) fn logits(&self, features: &Features) -> [f32; CLASSES] {
        let values = features.values();
        let mut total = [0.0_f32; CLASSES];
        for (family, value) in features.families.iter().zip(values) {
            let mut sum = [0_i32; CLASSES];
            for bucket in family {
                let start = *bucket as usize * CLASSES;
                if let Some(row) = self.weights.get(start..start + CLASSES) {
                    for (sum, weight) in sum.iter_mut().zip(row) {
                        *sum += i32::from(*weight);
                    }
                }
            }
            for (total, sum) in total.iter_mut().zip(sum) {
                *total += value * sum as f32;
            }
        }
        std::array::from_fn(|class| self.bias[class] + self.scale[class] * total[class])
    }
}

/// The file of a model.
pub(crate) fn encode(header: &Header, parts: &Parts) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(LENGTH);
    bytes.extend(MAGIC);
    for number in [VERSION, CLASSES as u32, BUCKETS as u32] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend(header.training_set);
    bytes.extend(header.configuration);
    for class in 0..CLASSES {
        let calibration = parts.calibration[class];
        for value in [parts.scale[class], parts.bias[class], calibration.slope, calibration.intercept] {
            bytes.extend(value.to_le_bytes());
        }
    }
    bytes.extend(parts.weights.iter().map(|weight| weight.to_le_bytes()[0]));
    bytes.extend(checksum(&bytes));
    bytes
}

/// Reads a file and checks all of it. The last part is the first 12 hexadecimal digits of the checksum.
pub(crate) fn decode(bytes: &[u8]) -> Result<(Header, Parts, String), ModelError> {
    let mut reader = Reader { bytes };
    if reader.take::<8>()? != *MAGIC {
        return Err(ModelError::NotAModel);
    }
    if reader.number()? != VERSION {
        return Err(ModelError::Version);
    }
    if reader.number()? as usize != CLASSES || reader.number()? as usize != BUCKETS {
        return Err(ModelError::Shape);
    }
    if bytes.len() != LENGTH {
        return Err(ModelError::Length);
    }
    let (body, sum) = bytes.split_at(LENGTH - HASH);
    if checksum(body) != *sum {
        return Err(ModelError::Checksum);
    }
    let header = Header { training_set: reader.take()?, configuration: reader.take()? };
    let mut parts = Parts::neutral();
    for class in 0..CLASSES {
        parts.scale[class] = reader.float()?;
        parts.bias[class] = reader.float()?;
        parts.calibration[class] = Calibration { slope: reader.float()?, intercept: reader.float()? };
    }
    parts.weights = reader.bytes[..WEIGHTS].iter().map(|byte| i8::from_le_bytes([*byte])).collect();
    Ok((header, parts, data_encoding::HEXLOWER.encode(&sum[..6])))
}

fn checksum(bytes: &[u8]) -> [u8; HASH] {
    Sha256::digest(bytes).into()
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        let (taken, rest) = self.bytes.split_first_chunk::<N>().ok_or(ModelError::Length)?;
        self.bytes = rest;
        Ok(*taken)
    }

    fn number(&mut self) -> Result<u32, ModelError> {
        self.take().map(u32::from_le_bytes)
    }

    fn float(&mut self) -> Result<f32, ModelError> {
        let value = f32::from_le_bytes(self.take()?);
        if value.is_finite() { Ok(value) } else { Err(ModelError::NotFinite) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> Vec<u8> {
        let mut parts = Parts::neutral();
        parts.weights = vec![1; WEIGHTS];
        parts.scale = [0.5; CLASSES];
        encode(&Header { training_set: [7; HASH], configuration: [9; HASH] }, &parts)
    }

    fn resum(mut bytes: Vec<u8>) -> Vec<u8> {
        let body = bytes.len() - HASH;
        let sum = checksum(&bytes[..body]);
        bytes[body..].copy_from_slice(&sum);
        bytes
    }

    #[test]
    fn a_model_is_read_back() {
        let (header, parts, _) = decode(&model()).unwrap();
        assert_eq!((header.training_set, header.configuration), ([7; HASH], [9; HASH]));
        assert_eq!((parts.scale[3], parts.weights.len()), (0.5, WEIGHTS));
    }

    #[test]
    fn damage_is_told_by_kind() {
        let good = model();
        let changed = |at: usize, value: u8| {
            let mut bytes = good.clone();
            bytes[at] = value;
            bytes
        };
        for (bytes, error) in [
            (Vec::new(), ModelError::Length),
            (b"SBLIN".to_vec(), ModelError::Length),
            (changed(0, b'X'), ModelError::NotAModel),
            (changed(8, 9), ModelError::Version),
            (changed(12, 24), ModelError::Shape),
            (changed(16, 1), ModelError::Shape),
            (good[..good.len() - 1].to_vec(), ModelError::Length),
            (changed(HEADER + 900, 3), ModelError::Checksum),
            (changed(30, 3), ModelError::Checksum),
            (resum([&good[..HEADER], &f32::NAN.to_le_bytes(), &good[HEADER + 4..]].concat()), ModelError::NotFinite),
        ] {
            assert_eq!(decode(&bytes).map(|_| ()).unwrap_err(), error, "{}", error.code());
        }
    }
}
