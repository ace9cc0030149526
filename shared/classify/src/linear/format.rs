//! The model file.
//!
//! | Bytes | Content |
//! |---|---|
//! | 8 | `SBLINEAR` |
//! | 4 x 4 | format version, classes, rows, dense values (little endian) |
//! | 32 | SHA-256 of the training set |
//! | 32 | SHA-256 of the training configuration, embedding table included |
//! | 16 x classes | per class: weight scale, bias, calibration slope and intercept (f32) |
//! | 4 x rows | hash of each row, ascending |
//! | rows | inverse document frequency of each row, sixteenths |
//! | rows x classes | weights, i8, row by row, the inverse document frequency multiplied in |
//! | 4 x dense x classes | weights of the dense values (f32), value by value |
//! | 32 | SHA-256 of everything before |

use sha2::{Digest, Sha256};

use super::encoded::DENSE;
use super::parts::{CLASSES, Calibration, Parts};
use super::rows::Rows;

const MAGIC: &[u8; 8] = b"SBLINEAR";
const VERSION: u32 = 2;
const HASH: usize = 32;
const HEADER: usize = 8 + 16 + 2 * HASH;
const PER_CLASS: usize = 16;

/// More rows than this are no model of ours (60 MB).
const MAX_ROWS: usize = 2_000_000;

/// Why bytes are not a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// The file does not begin with the mark of a model.
    #[error("not a model file")]
    NotAModel,
    /// The file was written for another version of the program.
    #[error("the model has another format version")]
    Version,
    /// Number of classes, rows or dense values is not the program's, or rows are out of order.
    #[error("the model has another shape")]
    Shape,
    /// The file is cut off or has more bytes than it should.
    #[error("the model file has the wrong length")]
    Length,
    /// The content does not fit its checksum.
    #[error("the model file is damaged")]
    Checksum,
    /// A scale, weight or calibration value is no finite number.
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

/// The file of a model.
pub(crate) fn encode(header: &Header, parts: &Parts) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(length(parts.rows.len()));
    bytes.extend(MAGIC);
    for number in [VERSION, CLASSES as u32, parts.rows.len() as u32, DENSE as u32] {
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
    bytes.extend(parts.rows.hashes().iter().flat_map(|hash| hash.to_le_bytes()));
    bytes.extend(&parts.idf);
    bytes.extend(parts.weights.iter().map(|weight| weight.to_le_bytes()[0]));
    bytes.extend(parts.dense.iter().flat_map(|weight| weight.to_le_bytes()));
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
    let (classes, rows) = (reader.number()? as usize, reader.number()? as usize);
    if classes != CLASSES || rows > MAX_ROWS || reader.number()? as usize != DENSE {
        return Err(ModelError::Shape);
    }
    if bytes.len() != length(rows) {
        return Err(ModelError::Length);
    }
    let (body, sum) = bytes.split_at(bytes.len() - HASH);
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
    let hashes = (0..rows).map(|_| reader.number()).collect::<Result<Vec<_>, _>>()?;
    parts.rows = Rows::new(hashes).ok_or(ModelError::Shape)?;
    parts.idf = reader.slice(rows)?.to_vec();
    parts.weights = reader.slice(rows * CLASSES)?.iter().map(|byte| i8::from_le_bytes([*byte])).collect();
    parts.dense = (0..DENSE * CLASSES).map(|_| reader.float()).collect::<Result<Vec<_>, _>>()?;
    Ok((header, parts, data_encoding::HEXLOWER.encode(&sum[..6])))
}

const fn length(rows: usize) -> usize {
    HEADER + PER_CLASS * CLASSES + rows * (4 + 1 + CLASSES) + 4 * DENSE * CLASSES + HASH
}

fn checksum(bytes: &[u8]) -> [u8; HASH] {
    Sha256::digest(bytes).into()
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        let (taken, rest) = self.bytes.split_first_chunk::<N>().ok_or(ModelError::Length)?;
        self.bytes = rest;
        Ok(*taken)
    }

    fn slice(&mut self, length: usize) -> Result<&'a [u8], ModelError> {
        let (taken, rest) = self.bytes.split_at_checked(length).ok_or(ModelError::Length)?;
        self.bytes = rest;
        Ok(taken)
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
        parts.rows = Rows::new(vec![5, 9, 11]).unwrap();
        parts.idf = vec![16; 3];
        parts.weights = vec![1; 3 * CLASSES];
        parts.dense = vec![0.25; DENSE * CLASSES];
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
        assert_eq!((parts.scale[3], parts.weights.len(), parts.dense[7]), (0.5, 3 * CLASSES, 0.25));
        assert_eq!(parts.rows.position(9), Some(1));
    }

    #[test]
    fn damage_is_told_by_kind() {
        let good = model();
        let changed = |at: usize, value: u8| {
            let mut bytes = good.clone();
            bytes[at] = value;
            bytes
        };
        let rows_at = HEADER + PER_CLASS * CLASSES;
        for (bytes, error) in [
            (Vec::new(), ModelError::Length),
            (b"SBLIN".to_vec(), ModelError::Length),
            (changed(0, b'X'), ModelError::NotAModel),
            (changed(8, 9), ModelError::Version),
            (changed(12, 24), ModelError::Shape),
            (changed(16, 1), ModelError::Length),
            (changed(19, 255), ModelError::Shape),
            (changed(20, 1), ModelError::Shape),
            (good[..good.len() - 1].to_vec(), ModelError::Length),
            (changed(HEADER + 100, 3), ModelError::Checksum),
            (changed(30, 3), ModelError::Checksum),
            (resum(changed(rows_at, 200)), ModelError::Shape),
            (resum([&good[..HEADER], &f32::NAN.to_le_bytes(), &good[HEADER + 4..]].concat()), ModelError::NotFinite),
        ] {
            assert_eq!(decode(&bytes).map(|_| ()).unwrap_err(), error, "{}", error.code());
        }
    }
}
