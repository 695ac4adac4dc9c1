//! The browser's database: one record for each conversation and each file, one for the settings.

use idb::{Database, DatabaseEvent, Error, Factory, ObjectStoreParams, TransactionMode};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use session_chat::domain::{ConversationId, MessageId};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use super::channel::encode;
use crate::engine::{Settings, conversation::Conversation};

/// The version of what is kept; records of another version are left alone.
const VERSION: u8 = 1;
/// The version of the database, which tells the stores that it has: the second added the files.
const DATABASE_VERSION: u32 = 2;
const CONVERSATIONS: &str = "conversations";
const SETTINGS: &str = "settings";
const FILES: &str = "files";

/// What goes into a record, with the version of its shape.
#[derive(Serialize, Deserialize)]
struct Kept<T> {
    v: u8,
    value: T,
}

/// One write, made ready at the moment of the change it keeps.
pub struct Write {
    store: &'static str,
    key: String,
    record: JsValue,
}

impl Write {
    /// Keeps a conversation.
    pub fn conversation(id: &ConversationId, conversation: &Conversation) -> Option<Self> {
        Self::new(CONVERSATIONS, id.as_str(), conversation)
    }

    /// Keeps the settings.
    pub fn settings(settings: &Settings) -> Option<Self> {
        Self::new(SETTINGS, SETTINGS, settings)
    }

    /// Keeps the file of a message.
    pub fn file(id: &MessageId, file: Blob) -> Self {
        Self {
            store: FILES,
            key: id.as_str().to_owned(),
            record: file.into(),
        }
    }

    fn new(store: &'static str, key: &str, value: impl Serialize) -> Option<Self> {
        let record = encode(&Kept { v: VERSION, value }).ok()?;
        Some(Self {
            store,
            key: key.to_owned(),
            record,
        })
    }
}

/// The open database.
pub struct Store(Database);

impl Store {
    /// Opens the database of `channel`, making it if it is not there.
    pub async fn open(channel: &str) -> Result<Self, Error> {
        let name = ["session-chat-desk:", channel].concat();
        let mut request = Factory::new()?.open(&name, Some(DATABASE_VERSION))?;
        request.on_upgrade_needed(|event| {
            if let Ok(database) = event.database() {
                let known = database.store_names();
                let stores = [CONVERSATIONS, SETTINGS, FILES].into_iter();
                for store in stores.filter(|store| known.iter().all(|known| known != store)) {
                    // A store that cannot be made shows itself at the first read.
                    let _ = database.create_object_store(store, ObjectStoreParams::new());
                }
            }
        });
        request.await.map(Self)
    }

    /// Everything that was kept.
    pub async fn load(&self) -> Result<(Vec<Conversation>, Option<Settings>), Error> {
        let conversations = self.read(CONVERSATIONS).await?;
        let settings = self.read(SETTINGS).await?;
        Ok((conversations, settings.into_iter().next()))
    }

    /// Writes, and waits until it is written.
    pub async fn write(&self, write: &Write) -> Result<(), Error> {
        let transaction = self
            .0
            .transaction(&[write.store], TransactionMode::ReadWrite)?;
        let key = JsValue::from_str(&write.key);
        transaction
            .object_store(write.store)?
            .put(&write.record, Some(&key))?
            .await?;
        transaction.await?;
        Ok(())
    }

    /// The file of a message, if it is kept.
    pub async fn file(&self, id: &MessageId) -> Result<Option<Blob>, Error> {
        let transaction = self.0.transaction(&[FILES], TransactionMode::ReadOnly)?;
        let key = JsValue::from_str(id.as_str());
        let record = transaction.object_store(FILES)?.get(key)?.await?;
        Ok(record.and_then(|record| record.dyn_into().ok()))
    }

    async fn read<T: DeserializeOwned>(&self, store: &'static str) -> Result<Vec<T>, Error> {
        let transaction = self.0.transaction(&[store], TransactionMode::ReadOnly)?;
        let records = transaction
            .object_store(store)?
            .get_all(None, None)?
            .await?;
        Ok(records
            .into_iter()
            .filter_map(|record| serde_wasm_bindgen::from_value::<Kept<T>>(record).ok())
            .filter(|kept| kept.v == VERSION)
            .map(|kept| kept.value)
            .collect())
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.0.close();
    }
}
