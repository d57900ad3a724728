//! The code that opens a sealed order: seventeen digits by telephone, or a key in a QR text.

use super::OrderKey;
use crate::ids::OrderId;
use data_encoding::BASE32_NOPAD;
use zeroize::Zeroizing;

/// What a QR text begins with.
const SCHEME: &str = "mingcha:order?";

/// Digits before the check digit.
const DIGITS: usize = 16;

/// H. M. Damm's quasigroup of order ten (doctoral thesis, Marburg 2004): finds every wrong digit
/// and every exchange of neighbours.
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

/// A text that is neither seventeen digits with a fitting check digit nor a QR text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a code of an order")]
pub struct CodeUnreadable;

/// Sixteen digits and a check digit. Never shown by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(Zeroizing<[u8; DIGITS]>);

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code")
    }
}

/// What a person typed, pasted or scanned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderCode {
    /// Seventeen digits, dictated.
    Digits(Code),
    /// A QR text: the order and its whole key.
    Qr(OrderId, OrderKey),
}

impl Code {
    /// A code from a random number; `None` for the few that would favour some codes.
    #[must_use]
    pub fn from_random(random: u64) -> Option<Self> {
        const CODES: u64 = 10_u64.pow(DIGITS as u32);
        if random >= u64::MAX / CODES * CODES {
            return None;
        }
        let mut rest = random % CODES;
        let mut digits = [0; DIGITS];
        for digit in digits.iter_mut().rev() {
            *digit = u8::try_from(rest % 10).unwrap_or(0);
            rest /= 10;
        }
        Some(Self(Zeroizing::new(digits)))
    }

    /// The sixteen digits as ASCII: what Argon2id hashes.
    #[must_use]
    pub fn secret(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.0.iter().map(|digit| b'0' + digit).collect())
    }

    /// As printed and dictated: `1234-5678-9012-3456-7`.
    #[must_use]
    pub fn printed(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(21));
        for (i, digit) in self.0.iter().chain([&interim(&*self.0)]).enumerate() {
            if i > 0 && i % 4 == 0 {
                text.push('-');
            }
            text.push(char::from(b'0' + digit));
        }
        text
    }
}

fn interim(digits: &[u8]) -> u8 {
    let row = |at: u8| DAMM.get(usize::from(at));
    digits.iter().fold(0, |at, digit| {
        row(at).and_then(|row| row.get(usize::from(*digit))).copied().unwrap_or(u8::MAX)
    })
}

impl std::str::FromStr for Code {
    type Err = CodeUnreadable;

    /// Spaces and dashes do not matter; the check digit must fit.
    fn from_str(text: &str) -> Result<Self, CodeUnreadable> {
        let mut digits = Zeroizing::new(Vec::with_capacity(DIGITS + 1));
        for letter in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            // A Chinese keyboard may give full-width digits.
            let narrow = u32::from(letter);
            let digit = match narrow {
                0x30..=0x39 => narrow - 0x30,
                0xff10..=0xff19 => narrow - 0xff10,
                _ => return Err(CodeUnreadable),
            };
            digits.push(u8::try_from(digit).map_err(|_| CodeUnreadable)?);
        }
        if digits.len() != DIGITS + 1 || interim(&digits) != 0 {
            return Err(CodeUnreadable);
        }
        let code = digits.get(..DIGITS).and_then(|d| d.try_into().ok()).ok_or(CodeUnreadable)?;
        Ok(Self(Zeroizing::new(code)))
    }
}

impl OrderCode {
    /// The QR text of an order.
    #[must_use]
    pub fn qr(order: OrderId, key: &OrderKey) -> Zeroizing<String> {
        Zeroizing::new(format!("{SCHEME}id={order}&key={}", *key.text()))
    }
}

impl std::str::FromStr for OrderCode {
    type Err = CodeUnreadable;

    fn from_str(text: &str) -> Result<Self, CodeUnreadable> {
        let text = text.trim();
        let Some(rest) = text.strip_prefix(SCHEME) else {
            return text.parse().map(Self::Digits);
        };
        let (order, key) = rest
            .strip_prefix("id=")
            .and_then(|rest| rest.split_once("&key="))
            .ok_or(CodeUnreadable)?;
        let order = order.parse().map_err(|_| CodeUnreadable)?;
        Ok(Self::Qr(order, OrderKey::parse(key).ok_or(CodeUnreadable)?))
    }
}

/// Six letters by which people on the telephone name a sealed order: the beginning of its random
/// id in base32.
#[must_use]
pub fn short_name(order: OrderId) -> String {
    BASE32_NOPAD.encode(&order.0).chars().take(6).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_digit_and_every_exchange_of_neighbours_is_noticed() {
        for random in [0, 1, 9_999_999_999_999_999, 1_234_567_890_123_456, 42_424_242] {
            let code = Code::from_random(random).unwrap();
            let printed = code.printed();
            assert_eq!(printed.parse::<Code>().unwrap(), code);
            let digits: Vec<u8> = printed.bytes().filter(u8::is_ascii_digit).collect();
            assert_eq!(digits.len(), 17);
            for at in 0..17 {
                for wrong in b'0'..=b'9' {
                    let mut other = digits.clone();
                    other[at] = wrong;
                    let read = String::from_utf8(other.clone()).unwrap().parse::<Code>();
                    assert_eq!(read.is_ok(), other == digits);
                }
                if at < 16 && digits[at] != digits[at + 1] {
                    let mut other = digits.clone();
                    other.swap(at, at + 1);
                    assert!(String::from_utf8(other).unwrap().parse::<Code>().is_err());
                }
            }
        }
    }

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let code = Code::from_random(1_234_567_890_123_456).unwrap();
        assert_eq!(&*code.printed(), "1234-5678-9012-3456-8");
        assert_eq!("12345678 90123456 8".parse::<Code>().unwrap(), code);
        assert_eq!("１２３４５６７８９０１２３４５６８".parse::<Code>().unwrap(), code);
        assert!("1234-5678-9012-3456".parse::<Code>().is_err());
        let qr = OrderCode::qr(OrderId([7; 16]), &OrderKey::new([9; 32]));
        let read: OrderCode = qr.parse().unwrap();
        assert_eq!(read, OrderCode::Qr(OrderId([7; 16]), OrderKey::new([9; 32])));
    }
}
