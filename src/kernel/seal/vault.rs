//! The vault: it makes and unwraps data keys by the master keys, and makes blind values by the index key. A `DataKey`
//! seals and opens the fields of one subject. Deliberately absent: the database.

use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::ActiveValue::Set;
use sea_orm::Iterable;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::keys::KeyRing;
use super::store::data_key;
use super::suite::{KEY_BYTES, Key, Suite};
use super::{Guards, Sealed};
use crate::kernel::error::Fault;
use crate::kernel::id::{DistrictId, NodeId};

/// What a master key is used for.
const WRAP: &str = "wrap data keys";
/// What a data key is used for.
const SEAL: &str = "seal fields";

/// The master keys in use and the suite that writes; cheap to clone, and all clones see keys that are given anew.
#[derive(Clone, Debug)]
pub struct Vault {
    ring: Arc<RwLock<Arc<KeyRing>>>,
    suite: Suite,
}

impl Vault {
    /// A vault over keys.
    pub fn new(ring: KeyRing, suite: Suite) -> Self {
        Self {
            ring: Arc::new(RwLock::new(Arc::new(ring))),
            suite,
        }
    }

    /// A vault over a text of keys.
    pub fn of_text(text: &str, suite: Suite) -> Result<Self, String> {
        Ok(Self::new(KeyRing::read(text)?, suite))
    }

    /// Takes other keys from now on. Refuses another index key: what stands in the database was made by the present one.
    pub fn renew(&self, ring: KeyRing) -> Result<(), String> {
        if ring.index != self.ring().index {
            return Err("the index key is another one; it never changes".to_owned());
        }
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
        Ok(())
    }

    pub(super) fn ring(&self) -> Arc<KeyRing> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The suite that writes.
    pub fn suite(&self) -> Suite {
        self.suite
    }

    /// The id of the key that wraps.
    pub fn current_key(&self) -> Option<String> {
        self.ring().current().map(|(id, _)| id.to_owned())
    }

    /// A new data key of a subject, and its row, which the caller inserts in the transaction that writes the subject.
    pub fn new_key(
        &self,
        district: &DistrictId,
        subject: Uuid,
        guards: Guards,
        owner: Option<NodeId>,
    ) -> Result<(DataKey, data_key::ActiveModel), Fault> {
        let mut material = Zeroizing::new([0_u8; KEY_BYTES]);
        getrandom::fill(material.as_mut_slice())
            .map_err(|error| Fault::new(format!("no random bytes: {error}")))?;
        let place = place(district, subject, guards);
        let (key_id, wrapped) = self.wrap(&place, &material)?;
        let row = data_key::ActiveModel {
            district_id: Set(district.clone()),
            subject_id: Set(subject),
            guards: Set(guards),
            owner_id: Set(owner),
            suite: Set(self.suite),
            key_id: Set(key_id),
            wrapped: Set(wrapped),
        };
        Ok((DataKey::new(self.suite, place, material), row))
    }

    /// The data key of a row. Faults when its master key is not given, or when the row was changed or moved.
    pub fn unwrap(&self, row: &data_key::Model) -> Result<DataKey, Fault> {
        let place = place(&row.district_id, row.subject_id, row.guards);
        let material = self.material(row, &place)?;
        Ok(DataKey::new(self.suite, place, material))
    }

    /// The row's key, wrapped by the current master key and the configured suite.
    pub(super) fn wrap_anew(&self, row: &data_key::Model) -> Result<(String, Sealed), Fault> {
        let place = place(&row.district_id, row.subject_id, row.guards);
        self.wrap(&place, &self.material(row, &place)?)
    }

    /// The row under which the index key itself is kept, so that another one is noticed.
    pub(super) fn index_row(&self) -> Result<data_key::ActiveModel, Fault> {
        let (district, subject) = (DistrictId::installation(), Uuid::nil());
        let place = place(&district, subject, Guards::Index);
        let (key_id, wrapped) = self.wrap(&place, &self.ring().index)?;
        Ok(data_key::ActiveModel {
            district_id: Set(district),
            subject_id: Set(subject),
            guards: Set(Guards::Index),
            owner_id: Set(None),
            suite: Set(self.suite),
            key_id: Set(key_id),
            wrapped: Set(wrapped),
        })
    }

    /// Whether the row of the index key holds the one that is given.
    pub(super) fn is_index_of(&self, row: &data_key::Model) -> Result<bool, Fault> {
        let place = place(&row.district_id, row.subject_id, row.guards);
        Ok(self.material(row, &place)? == self.ring().index)
    }

    fn wrap(&self, place: &str, material: &Key) -> Result<(String, Sealed), Fault> {
        let ring = self.ring();
        let (id, master) = ring.current().ok_or_else(|| Fault::new("no master key"))?;
        let key = self.suite.derive(master, WRAP);
        let wrapped = self
            .suite
            .seal(&key, place.as_bytes(), material.as_slice())
            .ok_or_else(|| Fault::new("a data key cannot be wrapped"))?;
        Ok((id.to_owned(), Sealed::of(self.suite, &wrapped)))
    }

    fn material(&self, row: &data_key::Model, place: &str) -> Result<Key, Fault> {
        let ring = self.ring();
        let master = ring.get(&row.key_id).ok_or_else(|| {
            Fault::new(format!(
                "data key {place}: the master key {} is not given",
                row.key_id
            ))
        })?;
        row.wrapped
            .parts()
            .filter(|(suite, _)| *suite == row.suite)
            .and_then(|(suite, bytes)| {
                suite.open(&suite.derive(master, WRAP), place.as_bytes(), &bytes)
            })
            .and_then(|material| material.as_slice().try_into().ok().map(Zeroizing::new))
            .ok_or_else(|| {
                Fault::new(format!(
                    "data key {place}: the master key {} does not open it",
                    row.key_id
                ))
            })
    }

    /// A blind value of a text, `<SUITE>.<keyed hash>` by the suite that writes: equal texts of a field have equal values,
    /// and nobody without the index key can try texts out. The caller brings texts to one form first.
    pub fn blind(&self, district: &DistrictId, field: &str, plain: &str) -> String {
        self.blind_by(self.suite, district, field, plain)
    }

    /// The blind values of a text by every suite: what to look for, because another suite may have written.
    pub fn blinds(&self, district: &DistrictId, field: &str, plain: &str) -> Vec<String> {
        Suite::iter()
            .map(|suite| self.blind_by(suite, district, field, plain))
            .collect()
    }

    /// Whether a stored blind value is this text's, whichever suite wrote it.
    pub fn is_blind_of(
        &self,
        stored: &str,
        district: &DistrictId,
        field: &str,
        plain: &str,
    ) -> bool {
        self.blinds(district, field, plain)
            .iter()
            .any(|blind| blind == stored)
    }

    fn blind_by(&self, suite: Suite, district: &DistrictId, field: &str, plain: &str) -> String {
        let key = suite.derive(&self.ring().index, "blind values");
        let hash = suite.keyed_hash(&key, &[district.as_str(), field, plain]);
        format!("{}.{}", suite.as_str(), URL_SAFE_NO_PAD.encode(hash))
    }
}

/// What a data key is of: part of everything that it seals.
fn place(district: &DistrictId, subject: Uuid, guards: Guards) -> String {
    format!("{district}|{}|{}", subject.simple(), guards.as_str())
}

/// Seals and opens the fields of one subject; cheap to clone.
#[derive(Clone)]
pub struct DataKey {
    suite: Suite,
    place: Arc<str>,
    material: Arc<Key>,
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("DataKey").field(&self.place).finish()
    }
}

impl DataKey {
    fn new(suite: Suite, place: String, material: Key) -> Self {
        Self {
            suite,
            place: place.into(),
            material: Arc::new(material),
        }
    }

    /// Seals a field, by the suite that writes.
    pub fn seal(&self, field: &str, plain: &str) -> Result<Sealed, Fault> {
        let key = self.suite.derive(&self.material, SEAL);
        let sealed = self
            .suite
            .seal(&key, self.bound_to(field).as_bytes(), plain.as_bytes());
        sealed
            .map(|bytes| Sealed::of(self.suite, &bytes))
            .ok_or_else(|| Fault::new(format!("{} cannot be sealed", self.bound_to(field))))
    }

    /// Opens a field, whichever suite sealed it. Faults on a text that was changed, cut, or sealed for another place.
    pub fn open(&self, field: &str, sealed: &Sealed) -> Result<String, Fault> {
        let bound_to = self.bound_to(field);
        sealed
            .parts()
            .and_then(|(suite, bytes)| {
                suite.open(
                    &suite.derive(&self.material, SEAL),
                    bound_to.as_bytes(),
                    &bytes,
                )
            })
            .and_then(|plain| String::from_utf8(plain.to_vec()).ok())
            .ok_or_else(|| Fault::new(format!("{bound_to} cannot be opened")))
    }

    fn bound_to(&self, field: &str) -> String {
        format!("{}|{field}", self.place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sea_orm::TryIntoModel;

    const TEXT: &str = "index AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
        key a AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";

    fn vault(suite: Suite) -> Vault {
        Vault::of_text(TEXT, suite).unwrap()
    }

    fn district(code: &str) -> DistrictId {
        DistrictId::parse(code).unwrap()
    }

    fn subject(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    /// A key under the same material at another place, as a thief of rows would have it.
    fn at(key: &DataKey, code: &str, n: u128, guards: Guards) -> DataKey {
        let mut moved = key.clone();
        moved.place = place(&district(code), subject(n), guards).into();
        moved
    }

    #[test]
    fn a_field_opens_where_it_was_sealed_and_nowhere_else() {
        for suite in Suite::iter() {
            let made = vault(suite).new_key(&district("430503"), subject(1), Guards::Member, None);
            let (key, _) = made.unwrap();
            let sealed = key.seal("phone", "13812345678").unwrap();
            assert_eq!(key.open("phone", &sealed).unwrap(), "13812345678");
            assert!(key.open("ethnicity", &sealed).is_err(), "another field");
            for (code, n, guards) in [
                ("430502", 1, Guards::Member),
                ("430503", 2, Guards::Member),
                ("430503", 1, Guards::Account),
            ] {
                assert!(at(&key, code, n, guards).open("phone", &sealed).is_err());
            }
            assert_ne!(
                key.seal("phone", "13812345678").unwrap(),
                sealed,
                "never twice alike"
            );
            assert_eq!(format!("{sealed:?}"), format!("Sealed({})", suite.as_str()));
            assert!(!sealed.as_str().contains("138"));
        }
    }

    #[test]
    fn a_changed_text_is_refused() {
        let vault = vault(Suite::Sm);
        let (key, _) = vault
            .new_key(&district("430503"), subject(1), Guards::Member, None)
            .unwrap();
        let (suite, bytes) = key.seal("phone", "13812345678").unwrap().parts().unwrap();
        for place in 0..bytes.len() {
            for bit in [1, 128] {
                let mut flipped = bytes.clone();
                flipped[place] ^= bit;
                assert!(key.open("phone", &Sealed::of(suite, &flipped)).is_err());
            }
            assert!(
                key.open("phone", &Sealed::of(suite, &bytes[..place]))
                    .is_err(),
                "cut"
            );
        }
        assert!(
            key.open("phone", &Sealed::of(Suite::Aes, &bytes)).is_err(),
            "another suite"
        );
        for text in ["", "SM", "SM.", "SM.!", "ROT13.AAAA", "13812345678"] {
            let value = sea_orm::Value::from(text);
            let sealed = <Sealed as sea_orm::sea_query::ValueType>::try_from(value).unwrap();
            assert!(key.open("phone", &sealed).is_err(), "{text}");
        }
    }

    #[test]
    fn a_data_key_opens_by_its_own_master_key_at_its_own_place() {
        for suite in Suite::iter() {
            let owner = Some(NodeId(subject(9)));
            let first = vault(suite);
            let (key, row) = first
                .new_key(&district("430503"), subject(1), Guards::Case, owner)
                .unwrap();
            let row = row.try_into_model().unwrap();
            let sealed = key.seal("content", "话").unwrap();
            // Whichever suite writes today.
            for today in Suite::iter() {
                let again = vault(today).unwrap(&row).unwrap();
                assert_eq!(again.open("content", &sealed).unwrap(), "话");
                assert_eq!(
                    again.open("x", &again.seal("x", "y").unwrap()).unwrap(),
                    "y"
                );
            }
            type Change = fn(&mut data_key::Model);
            let changes: [Change; 6] = [
                |row| row.subject_id = subject(2),
                |row| row.district_id = district("430502"),
                |row| row.guards = Guards::RestrictedCase,
                |row| row.key_id = "b".to_owned(),
                |row| {
                    row.suite = if row.suite == Suite::Sm {
                        Suite::Aes
                    } else {
                        Suite::Sm
                    }
                },
                |row| row.wrapped = Sealed::of(row.suite, &[0; 60]),
            ];
            for change in changes {
                let mut changed = row.clone();
                change(&mut changed);
                assert!(first.unwrap(&changed).is_err(), "{changed:?}");
            }
            let other = TEXT.replace("AQEB", "AgIC");
            assert!(Vault::of_text(&other, suite).unwrap().unwrap(&row).is_err());
        }
    }

    #[test]
    fn keys_can_be_given_anew_but_for_the_index_key() {
        let vault = vault(Suite::Aes);
        let clone = vault.clone();
        let more = format!("{TEXT}\nkey b AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM");
        vault.renew(KeyRing::read(&more).unwrap()).unwrap();
        assert_eq!(clone.current_key().as_deref(), Some("b"));
        let other = TEXT.replace("index AAAA", "index AAAB");
        assert!(vault.renew(KeyRing::read(&other).unwrap()).is_err());
        assert_eq!(clone.current_key().as_deref(), Some("b"));
    }

    #[test]
    fn blind_values_are_equal_for_equal_texts_alone() {
        let (aes, sm) = (vault(Suite::Aes), vault(Suite::Sm));
        let here = district("430503");
        let blind = aes.blind(&here, "phone", "13812345678");
        assert_eq!(blind, aes.blind(&here, "phone", "13812345678"));
        assert_ne!(blind, aes.blind(&here, "phone", "13812345679"));
        assert_ne!(blind, aes.blind(&here, "fax", "13812345678"));
        assert_ne!(
            blind,
            aes.blind(&district("430502"), "phone", "13812345678")
        );
        assert_ne!(blind, sm.blind(&here, "phone", "13812345678"));
        assert!(sm.blinds(&here, "phone", "13812345678").contains(&blind));
        assert!(sm.is_blind_of(&blind, &here, "phone", "13812345678"));
        assert!(!sm.is_blind_of(&blind, &here, "phone", "13812345670"));
        assert!(!blind.contains("138"));
    }
}
