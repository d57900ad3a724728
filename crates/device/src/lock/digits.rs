//! Secrets made of digits. Digits survive dictation in every dialect, a handwritten note, and one
//! thumb in the cold; a generated secret ends in two check digits, so that a slip is found while
//! typing and costs no try.

use crate::{
    api::{Error, ErrorCode, Secret},
    platform::random,
};
use zeroize::Zeroizing;

/// What kind of secret was typed. Its length tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Six to twelve digits of a person's choice. Only together with a secret of the hardware.
    Pin,
    /// Twenty-four generated digits: 22 random ones (73 bits) and two check digits.
    Passphrase,
    /// Forty generated digits: 38 random ones (126 bits) and two check digits.
    Recovery,
    /// As many, never typed: the platform gives them once it knew its owner by finger or face.
    Owner,
}

impl Kind {
    const fn length(self) -> usize {
        match self {
            Self::Pin => 0,
            Self::Passphrase => 24,
            Self::Recovery | Self::Owner => 40,
        }
    }
}

/// A secret as it goes into the derivation: digits alone.
pub struct Digits {
    /// What kind.
    pub kind: Kind,
    digits: Zeroizing<String>,
}

impl Digits {
    /// The bytes to derive from.
    pub fn bytes(&self) -> &[u8] {
        self.digits.as_bytes()
    }

    /// As the platform keeps them for its owner.
    pub fn kept(&self) -> &str {
        &self.digits
    }

    /// In groups of four, as shown and written down.
    pub fn shown(&self) -> Secret {
        let mut text = String::with_capacity(64);
        for (i, digit) in self.digits.chars().enumerate() {
            if i > 0 && i % 4 == 0 {
                text.push(' ');
            }
            text.push(digit);
        }
        Secret::from(text)
    }
}

/// What the platform kept for its owner; `None` if it is nothing that was drawn here.
pub fn of_owner(kept: &str) -> Option<Digits> {
    let sound = kept.len() == Kind::Owner.length()
        && kept.bytes().all(|byte| byte.is_ascii_digit())
        && remainder(kept.chars()) == 1;
    sound.then(|| Digits { kind: Kind::Owner, digits: Zeroizing::new(kept.to_owned()) })
}

/// Draws a secret.
///
/// # Errors
/// If the system has no randomness to give.
pub fn draw(kind: Kind) -> Result<Digits, Error> {
    let random_digits = kind.length().saturating_sub(2);
    let mut digits = Zeroizing::new(String::with_capacity(64));
    while digits.len() < random_digits {
        let bytes = Zeroizing::new(random::<64>()?);
        // 250 is the largest multiple of ten below 256: no digit is likelier than another.
        let fair =
            bytes.iter().filter(|byte| **byte < 250).map(|byte| char::from(b'0' + byte % 10));
        let missing = random_digits - digits.len();
        digits.extend(fair.take(missing));
    }
    let check = 98 - remainder(digits.chars().chain("00".chars()));
    digits.push_str(&format!("{check:02}"));
    Ok(Digits { kind, digits })
}

/// Reads what was typed or dictated: digits of any width, Chinese numerals, spaces and dashes.
///
/// # Errors
/// [`ErrorCode::SecretMistyped`] if it cannot be a secret at all.
pub fn read(typed: &Secret) -> Result<Digits, Error> {
    let mistyped = |what: &str| Error::new(ErrorCode::SecretMistyped, what);
    let mut digits = Zeroizing::new(String::with_capacity(64));
    for c in typed.reveal().chars() {
        match digit(c) {
            Some(digit) if digits.len() < 64 => digits.push(digit),
            Some(_) => return Err(mistyped("too long")),
            None if c.is_whitespace() || "-–—.,、，。·".contains(c) => {}
            None => return Err(mistyped("not a digit")),
        }
    }
    let kind = match digits.len() {
        6..=12 => Kind::Pin,
        24 => Kind::Passphrase,
        40 => Kind::Recovery,
        _ => return Err(mistyped("length")),
    };
    // ISO 7064 MOD 97-10: finds every wrong digit and every swap of two.
    if kind != Kind::Pin && remainder(digits.chars()) != 1 {
        return Err(mistyped("check digits"));
    }
    Ok(Digits { kind, digits })
}

fn digit(c: char) -> Option<char> {
    const CHINESE: [&str; 10] =
        ["零〇○", "一幺壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"];
    if c.is_ascii_digit() {
        return Some(c);
    }
    let wide = u32::from(c).checked_sub(u32::from('０'));
    let value = wide.filter(|value| *value < 10).or_else(|| {
        CHINESE.iter().position(|same| same.contains(c)).and_then(|at| u32::try_from(at).ok())
    });
    value.and_then(|value| char::from_digit(value, 10))
}

fn remainder(digits: impl Iterator<Item = char>) -> u32 {
    digits.fold(0, |all, c| (all * 10 + c.to_digit(10).unwrap_or(0)) % 97)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Result<Digits, Error> {
        read(&Secret::from(text.to_owned()))
    }

    #[test]
    fn what_was_drawn_is_read_back_however_it_is_written() {
        for kind in [Kind::Passphrase, Kind::Recovery] {
            let drawn = draw(kind).unwrap();
            let shown = drawn.shown();
            assert_eq!(shown.reveal().split(' ').count(), kind.length() / 4);
            let chinese: String = "〇幺二三四五六七八九".to_owned();
            let spoken: String = drawn
                .digits
                .chars()
                .map(|c| chinese.chars().nth(c.to_digit(10).unwrap() as usize).unwrap())
                .collect();
            for way in [
                shown.reveal().to_owned(),
                shown.reveal().replace(' ', "-"),
                shown.reveal().replace('1', "１").replace('9', "９"),
                spoken,
            ] {
                let read = typed(&way).unwrap();
                assert_eq!((read.kind, read.bytes()), (kind, drawn.bytes()), "{way}");
            }
        }
    }

    #[test]
    fn every_wrong_digit_and_every_swap_is_noticed() {
        let drawn = draw(Kind::Passphrase).unwrap();
        let digits: Vec<char> = drawn.digits.chars().collect();
        for at in 0..digits.len() {
            for other in ('0'..='9').filter(|c| *c != digits[at]) {
                let mut wrong = digits.clone();
                wrong[at] = other;
                let error = typed(&wrong.iter().collect::<String>()).err().unwrap();
                assert_eq!(error.code, ErrorCode::SecretMistyped);
            }
            for with in at + 1..digits.len() {
                let mut wrong = digits.clone();
                wrong.swap(at, with);
                let same = wrong == digits;
                assert_eq!(typed(&wrong.iter().collect::<String>()).is_ok(), same);
            }
        }
    }

    #[test]
    fn no_digit_is_likelier_than_another() {
        let mut seen = [0_u32; 10];
        for _ in 0..500 {
            for c in draw(Kind::Recovery).unwrap().digits.chars().take(38) {
                seen[c.to_digit(10).unwrap() as usize] += 1;
            }
        }
        // 1,900 expected each; six standard deviations are 248.
        assert!(seen.iter().all(|n| (1_652..=2_148).contains(n)), "{seen:?}");
    }

    #[test]
    fn a_secret_never_shows_in_a_debug_line() {
        let shown = draw(Kind::Passphrase).unwrap().shown();
        assert_eq!(format!("{shown:?}"), "Secret(…)");
        assert!(
            typed("12345").is_err() && typed("一二三四五六").is_ok() && typed("12a456").is_err()
        );
    }
}
