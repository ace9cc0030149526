//! Size limits and base64.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::rejection::ErrorCode;
use crate::request::Request;

/// Largest body, bytes, after base64 decoding.
pub(crate) const MAX_BODY_BYTES: usize = 32 * 1024;

/// The decoded body within the limit.
pub(crate) fn decode(request: &Request) -> Result<Cow<'_, [u8]>, ErrorCode> {
    let raw = request.body.expose();
    // Four characters carry three bytes; what is longer cannot fit and need not be decoded.
    let longest = if request.base64 { MAX_BODY_BYTES.div_ceil(3) * 4 } else { MAX_BODY_BYTES };
    if request.declared_len.is_some_and(|len| len > MAX_BODY_BYTES as u64) || raw.len() > longest {
        return Err(ErrorCode::BodyTooLarge);
    }
    if !request.base64 {
        return Ok(Cow::Borrowed(raw));
    }
    let decoded = STANDARD.decode(raw).map_err(|_| ErrorCode::InvalidEncoding)?;
    if decoded.len() > MAX_BODY_BYTES { Err(ErrorCode::BodyTooLarge) } else { Ok(Cow::Owned(decoded)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(body: Vec<u8>, base64: bool, declared_len: Option<u64>) -> Request {
        Request { base64, declared_len, ..Request::post("/", body) }
    }

    #[test]
    fn limits_hold_for_declared_and_actual_size() {
        let encode = |len| STANDARD.encode(vec![b'x'; len]).into_bytes();
        let rows = [
            (request(vec![b'x'; MAX_BODY_BYTES], false, None), None),
            (request(vec![b'x'; MAX_BODY_BYTES + 1], false, None), Some(ErrorCode::BodyTooLarge)),
            (request(vec![], false, Some(32_769)), Some(ErrorCode::BodyTooLarge)),
            (request(vec![], false, Some(u64::MAX)), Some(ErrorCode::BodyTooLarge)),
            (request(vec![], false, Some(32_768)), None),
            (request(encode(MAX_BODY_BYTES), true, None), None),
            (request(encode(MAX_BODY_BYTES + 1), true, None), Some(ErrorCode::BodyTooLarge)),
            (request(encode(MAX_BODY_BYTES + 9), true, None), Some(ErrorCode::BodyTooLarge)),
            (request(b"not base64!".to_vec(), true, None), Some(ErrorCode::InvalidEncoding)),
        ];
        for (i, (request, expected)) in rows.into_iter().enumerate() {
            assert_eq!(decode(&request).err(), expected, "row {i}");
        }
    }
}
