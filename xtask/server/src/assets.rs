//! The files of the site, kept in memory once read, compressed once asked for.

use crate::media::{compressible, content_type};
use bytes::Bytes;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// Smaller files gain nothing from compression.
const WORTH_COMPRESSING: usize = 512;

/// How a body is encoded on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Encoding {
    Identity,
    Gzip,
    Brotli,
}

impl Encoding {
    /// The best encoding that an `accept-encoding` header allows.
    pub(crate) fn accepted(header: &str) -> Self {
        let named = |name: &str| {
            header
                .split(',')
                .any(|part| part.trim().split(';').next() == Some(name))
        };
        if named("br") {
            Self::Brotli
        } else if named("gzip") {
            Self::Gzip
        } else {
            Self::Identity
        }
    }

    /// The `content-encoding` to send, if any.
    pub(crate) fn header(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }
}

/// One file, ready to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Asset {
    pub(crate) content_type: &'static str,
    pub(crate) etag: String,
    pub(crate) encoding: Encoding,
    pub(crate) body: Bytes,
    /// The source of a page, for the hashes in its policy.
    pub(crate) html: Option<Arc<str>>,
    /// The path below the root, with a leading slash and the index file named.
    pub(crate) path: String,
}

/// What a request path leads to.
#[derive(Debug)]
pub(crate) enum Found {
    Asset(Asset),
    /// A folder asked for without its closing slash.
    Folder,
    Nothing,
}

struct Cached {
    modified: SystemTime,
    asset: Asset,
}

/// A folder of files, shared by every server that serves it.
///
/// Files are read again when their modification time changes, so a rebuild shows on reload.
pub struct Assets {
    root: PathBuf,
    brotli_quality: u32,
    cache: Mutex<HashMap<(PathBuf, Encoding), Cached>>,
}

impl Assets {
    /// Serves the files below `root`. `brotli_quality` runs from 0 to 11: 5 is quick, 11 is what a
    /// content-delivery network would send.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>, brotli_quality: u32) -> Arc<Self> {
        Arc::new(Self {
            root: root.into(),
            brotli_quality,
            cache: Mutex::default(),
        })
    }

    /// Looks up a request path (percent-decoded, starting with `/`, without query).
    pub(crate) fn find(&self, path: &str, encoding: Encoding) -> io::Result<Found> {
        let Some(mut file) = below(&self.root, path) else {
            return Ok(Found::Nothing);
        };
        let mut shown = path.to_owned();
        if file.is_dir() {
            if !path.ends_with('/') {
                return Ok(Found::Folder);
            }
            file.push("index.html");
            shown.push_str("index.html");
        }
        match fs::metadata(&file).and_then(|meta| meta.modified()) {
            Ok(modified) => self.load(file, shown, modified, encoding).map(Found::Asset),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Found::Nothing),
            Err(error) => Err(error),
        }
    }

    fn load(
        &self,
        file: PathBuf,
        path: String,
        modified: SystemTime,
        encoding: Encoding,
    ) -> io::Result<Asset> {
        let key = (file, encoding);
        {
            let cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(hit) = cache.get(&key).filter(|hit| hit.modified == modified) {
                return Ok(hit.asset.clone());
            }
        }
        let content_type = content_type(&key.0);
        let plain = fs::read(&key.0)?;
        let digest = Sha256::digest(&plain);
        let worth = compressible(content_type) && plain.len() >= WORTH_COMPRESSING;
        let encoding = if worth { encoding } else { Encoding::Identity };
        let html = content_type
            .starts_with("text/html")
            .then(|| String::from_utf8_lossy(&plain).into());
        let asset = Asset {
            content_type,
            html,
            etag: etag(&digest, encoding),
            encoding,
            body: Bytes::from(self.encode(plain, encoding)?),
            path,
        };
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = Cached {
            modified,
            asset: asset.clone(),
        };
        cache.insert(key, kept);
        Ok(asset)
    }

    fn encode(&self, plain: Vec<u8>, encoding: Encoding) -> io::Result<Vec<u8>> {
        match encoding {
            Encoding::Identity => Ok(plain),
            Encoding::Gzip => {
                let mut gzip = GzEncoder::new(Vec::new(), flate2::Compression::default());
                gzip.write_all(&plain)?;
                gzip.finish()
            }
            Encoding::Brotli => {
                let mut packed = Vec::new();
                {
                    let quality = self.brotli_quality;
                    let mut brotli =
                        brotli::CompressorWriter::new(&mut packed, 16 * 1024, quality, 22);
                    brotli.write_all(&plain)?;
                    brotli.flush()?;
                }
                Ok(packed)
            }
        }
    }
}

/// A validator that differs by content and by encoding.
fn etag(digest: &[u8], encoding: Encoding) -> String {
    use std::fmt::Write as _;
    let mut tag = String::from("\"");
    for byte in digest.iter().take(12) {
        // Writing to a String cannot fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push_str(encoding.header().unwrap_or_default());
    tag.push('"');
    tag
}

/// The file that `path` names below `root`; none if it tries to leave it.
fn below(root: &Path, path: &str) -> Option<PathBuf> {
    let mut file = root.to_path_buf();
    for part in Path::new(path.trim_start_matches('/')).components() {
        match part {
            Component::Normal(name) => file.push(name),
            Component::CurDir => {}
            _ => return None,
        }
    }
    Some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leaves_the_root() {
        let root = Path::new("/site");
        assert_eq!(below(root, "/a/../../etc/passwd"), None);
        assert_eq!(below(root, "//etc/passwd"), Some("/site/etc/passwd".into()));
    }

    #[test]
    fn brotli_is_preferred_and_must_be_offered() {
        assert_eq!(Encoding::accepted("gzip, deflate, br"), Encoding::Brotli);
        assert_eq!(Encoding::accepted("gzip;q=1.0"), Encoding::Gzip);
        assert_eq!(Encoding::accepted("brotlish"), Encoding::Identity);
    }

    #[test]
    fn a_changed_file_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.txt");
        fs::write(&file, "one").unwrap();
        let assets = Assets::new(folder.path(), 5);
        let body = || match assets.find("/a.txt", Encoding::Identity).unwrap() {
            Found::Asset(asset) => asset.body,
            other => panic!("{other:?}"),
        };
        assert_eq!(body(), "one");
        fs::write(&file, "two").unwrap();
        let later = SystemTime::now() + std::time::Duration::from_secs(5);
        fs::File::options()
            .write(true)
            .open(&file)
            .unwrap()
            .set_modified(later)
            .unwrap();
        assert_eq!(body(), "two");
    }
}
