//! The recovery code of a locked profile, sealed to a key that exists in three shares only.
//!
//! A code is forty digits. It is sealed with HPKE (RFC 9180: base mode, X25519 with HKDF-SHA-256,
//! ChaCha20-Poly1305) and bound to installation, profile and slot. The secret half of the key is
//! shared two of three (Shamir over GF(2^8)) where it is made, and put together where it is used.

use crate::ids::{Hash, Nonce, PublicKey, Realm, RecoveryKey, SealedCode};
use data_encoding::BASE32_NOPAD;
use hpke::{
    Deserializable, Kem as _, OpModeR, OpModeS, Serializable,
    aead::ChaCha20Poly1305,
    kdf::HkdfSha256,
    kem::X25519HkdfSha256,
    rand_core::{TryCryptoRng, TryRng},
};
use std::{convert::Infallible, fmt};
use zeroize::{Zeroize, Zeroizing};

const CODE_TAG: &[u8] = b"mingcha/recovery/1\0";
const SHARE_TAG: &[u8] = b"mingcha/recovery-share/1\0";
/// Digits of a recovery code.
const CODE_DIGITS: usize = 40;

type Kem = X25519HkdfSha256;

/// Why a code cannot be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotRecovered {
    /// The key is no X25519 key.
    #[error("not a recovery key")]
    Key,
    /// Sealed to another key, or for another profile, slot or installation.
    #[error("this recovery key does not open it")]
    Other,
    /// The code is not of forty digits.
    #[error("not a recovery code")]
    Code,
}

/// Hands out thirty-two bytes once: HPKE asks for as much, and the domain has no randomness.
struct Once([u8; 32]);

impl Drop for Once {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl TryRng for Once {
    type Error = Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }
    fn try_fill_bytes(&mut self, filled: &mut [u8]) -> Result<(), Infallible> {
        for (to, from) in filled.iter_mut().zip(&mut self.0) {
            *to = std::mem::take(from);
        }
        Ok(())
    }
}

impl TryCryptoRng for Once {}

fn about(realm: Realm, profile: PublicKey, slot: Nonce) -> Vec<u8> {
    [CODE_TAG, &realm.0, &profile.0, &slot.0].concat()
}

/// Seals the code of `profile`'s slot. `random`: thirty-two fresh bytes.
///
/// # Errors
/// [`NotRecovered::Key`], [`NotRecovered::Code`].
pub fn seal_code(
    code: &str,
    to: RecoveryKey,
    realm: Realm,
    profile: PublicKey,
    slot: Nonce,
    random: [u8; 32],
) -> Result<SealedCode, NotRecovered> {
    if code.len() != CODE_DIGITS || !code.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NotRecovered::Code);
    }
    let key = <Kem as hpke::Kem>::PublicKey::from_bytes(&to.0).map_err(|_| NotRecovered::Key)?;
    let (encapsulated, ciphertext) =
        hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeS::Base,
            &key,
            &about(realm, profile, slot),
            code.as_bytes(),
            &[],
            &mut Once(random),
        )
        .map_err(|_| NotRecovered::Key)?;
    let sealed = [encapsulated.to_bytes().as_slice(), &ciphertext].concat();
    Ok(SealedCode(sealed.try_into().map_err(|_| NotRecovered::Code)?))
}

/// The secret half of a recovery key. Wiped when dropped.
pub struct RecoverySecret(Zeroizing<[u8; 32]>);

impl RecoverySecret {
    /// Of thirty-two fresh bytes, or of what two shares give.
    #[must_use]
    pub const fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// The bytes that are shared.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The public half.
    ///
    /// # Errors
    /// [`NotRecovered::Key`].
    pub fn public(&self) -> Result<RecoveryKey, NotRecovered> {
        let bytes = Kem::sk_to_pk(&self.private()?).to_bytes();
        Ok(RecoveryKey(bytes.as_slice().try_into().map_err(|_| NotRecovered::Key)?))
    }

    fn private(&self) -> Result<<Kem as hpke::Kem>::PrivateKey, NotRecovered> {
        <Kem as hpke::Kem>::PrivateKey::from_bytes(&*self.0).map_err(|_| NotRecovered::Key)
    }

    /// The code that was sealed for a profile's slot.
    ///
    /// # Errors
    /// [`NotRecovered`].
    pub fn open(
        &self,
        sealed: &SealedCode,
        realm: Realm,
        profile: PublicKey,
        slot: Nonce,
    ) -> Result<Zeroizing<String>, NotRecovered> {
        let (encapsulated, ciphertext) = sealed.0.split_at(32);
        let encapsulated = <Kem as hpke::Kem>::EncappedKey::from_bytes(encapsulated)
            .map_err(|_| NotRecovered::Other)?;
        let code = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeR::Base,
            &self.private()?,
            &encapsulated,
            &about(realm, profile, slot),
            ciphertext,
            &[],
        )
        .map_err(|_| NotRecovered::Other)?;
        let code = String::from_utf8(code).map_err(|_| NotRecovered::Code)?;
        Ok(Zeroizing::new(code))
    }
}

/// A text that is no share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoShare {
    /// Letters are missing, or there are too many.
    #[error("not sixty letters and digits")]
    Length,
    /// A letter was mistaken for another one.
    #[error("a letter is wrong: the check at its end does not fit")]
    Mistyped,
}

/// What one keeper has: a number from 1 to 3 and thirty-two bytes. Written as sixty letters and
/// digits in groups of four, the last of which check the rest.
#[derive(Clone, PartialEq, Eq)]
pub struct Share {
    /// Its number.
    pub number: u8,
    /// Its part.
    pub part: Zeroizing<[u8; 32]>,
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Share({}, …)", self.number)
    }
}

impl Share {
    /// Its hash, as the directory keeps it.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::of(&[SHARE_TAG, &[self.number], &*self.part])
    }

    /// To be printed and put away.
    #[must_use]
    pub fn printed(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(37));
        bytes.push(self.number);
        bytes.extend(*self.part);
        bytes.extend(self.hash().0.iter().take(4));
        let letters = Zeroizing::new(BASE32_NOPAD.encode(&bytes));
        let mut text = Zeroizing::new(String::with_capacity(80));
        for (n, letter) in letters.chars().enumerate() {
            if n > 0 && n % 4 == 0 {
                text.push(' ');
            }
            text.push(letter);
        }
        text
    }

    /// Reads what was printed, however it is spaced.
    ///
    /// # Errors
    /// [`NoShare`].
    pub fn read(typed: &str) -> Result<Self, NoShare> {
        let letters: Zeroizing<String> = Zeroizing::new(
            typed
                .chars()
                .filter(char::is_ascii_alphanumeric)
                // What base32 does not have was meant to be what looks like it.
                .map(|c| match c.to_ascii_uppercase() {
                    '0' => 'O',
                    '1' => 'I',
                    '8' => 'B',
                    c => c,
                })
                .collect(),
        );
        let bytes = BASE32_NOPAD.decode(letters.as_bytes()).map(Zeroizing::new);
        let bytes = bytes.map_err(|_| NoShare::Length)?;
        let [number, rest @ ..] = bytes.as_slice() else { return Err(NoShare::Length) };
        let (part, check) = rest.split_at_checked(32).ok_or(NoShare::Length)?;
        let part = Zeroizing::new(part.try_into().map_err(|_| NoShare::Length)?);
        let share = Self { number: *number, part };
        if check.len() != 4 {
            return Err(NoShare::Length);
        }
        let fits = share.hash().0.iter().zip(check).all(|(a, b)| a == b);
        if fits && (1..=3).contains(number) { Ok(share) } else { Err(NoShare::Mistyped) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "0123456789012345678901234567890123456789";

    fn place() -> (Realm, PublicKey, Nonce) {
        (Realm([1; 32]), PublicKey([2; 32]), Nonce([3; 24]))
    }

    #[test]
    fn a_code_opens_for_its_own_profile_slot_and_installation_alone() {
        let secret = RecoverySecret::new(Zeroizing::new([7; 32]));
        let (realm, profile, slot) = place();
        let sealed =
            seal_code(CODE, secret.public().unwrap(), realm, profile, slot, [9; 32]).unwrap();
        assert_eq!(*secret.open(&sealed, realm, profile, slot).unwrap(), CODE);
        let elsewhere = [
            secret.open(&sealed, Realm([8; 32]), profile, slot),
            secret.open(&sealed, realm, PublicKey([8; 32]), slot),
            secret.open(&sealed, realm, profile, Nonce([8; 24])),
            RecoverySecret::new(Zeroizing::new([8; 32])).open(&sealed, realm, profile, slot),
        ];
        assert!(elsewhere.iter().all(|o| *o == Err(NotRecovered::Other)), "{elsewhere:?}");
        for at in 0..sealed.0.len() {
            let mut bent = sealed;
            bent.0[at] ^= 1;
            assert!(secret.open(&bent, realm, profile, slot).is_err(), "byte {at}");
        }
        let other = seal_code(CODE, secret.public().unwrap(), realm, profile, slot, [10; 32]);
        assert_ne!(other, Ok(sealed), "sealed anew, it does not look the same");
        let short = seal_code("12", secret.public().unwrap(), realm, profile, slot, [9; 32]);
        assert_eq!(short, Err(NotRecovered::Code));
    }

    #[test]
    fn a_share_is_read_as_it_was_printed_and_every_slip_is_noticed() {
        let share = Share { number: 2, part: Zeroizing::new([0xa5; 32]) };
        let printed = share.printed();
        assert_eq!(printed.split(' ').count(), 15);
        assert_eq!(Share::read(&printed), Ok(share.clone()));
        assert_eq!(Share::read(&printed.to_lowercase().replace(' ', "-")), Ok(share.clone()));
        let letters: Vec<char> = printed.chars().filter(|c| *c != ' ').collect();
        for at in 0..letters.len() {
            let mut slip = letters.clone();
            slip[at] = if slip[at] == 'A' { 'C' } else { 'A' };
            assert!(Share::read(&slip.iter().collect::<String>()).is_err(), "letter {at}");
        }
        assert_eq!(Share::read(&printed[..printed.len() - 2]), Err(NoShare::Length));
        assert!(!format!("{share:?}").contains("165"));
    }
}
