//! Texts in the wasm that nobody ever reads: which source file a panic is in, and what a library
//! says to those who build it wrongly. Zeros in their place compress to next to nothing, about 0.5 %
//! of a first load, and every address stays what it was.

use anyhow::{Context as _, Result};
use regex::bytes::Regex;
use walrus::{Data, Module};

/// The paths of sources, ours and those of libraries, and what tachys says of a build for a server.
const UNREAD: &str = r"(?s-u)(?:/rustc/[0-9a-f]{40}/library|/rust/deps|crates|src)/[a-zA-Z0-9_./-]+?\.rs|Value is None because the `ssr`.*?to identify the source\.";

/// Blanks the texts that nobody reads.
pub fn blank(module: &mut Module) -> Result<()> {
    let unread = Regex::new(UNREAD).context("the pattern of unread texts")?;
    let all: Vec<_> = module.data.iter().map(Data::id).collect();
    for id in all {
        blank_in(&unread, &mut module.data.get_mut(id).value);
    }
    Ok(())
}

fn blank_in(unread: &Regex, bytes: &mut [u8]) {
    let found: Vec<_> = unread.find_iter(bytes).map(|text| text.range()).collect();
    for range in found {
        if let Some(text) = bytes.get_mut(range) {
            text.fill(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blanked(text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        blank_in(&Regex::new(UNREAD).unwrap(), &mut bytes);
        String::from_utf8(bytes).unwrap().replace('\0', "")
    }

    #[test]
    fn paths_go_and_what_stands_beside_them_stays() {
        let library = format!("/rustc/{}/library/core/src/cell/lazy.rs", "0a".repeat(20));
        let text =
            format!("noopener{library}crates/guardian-1.3.0/src/lib.rsJsValue(src/ui/late.rsdiv");
        assert_eq!(blanked(&text), "noopenerJsValue(div");
    }

    #[test]
    fn what_a_page_shows_stays() {
        for text in [
            "img[src]",
            "src/no source",
            "https://example.org/crates/a",
            "Value is None",
        ] {
            assert_eq!(blanked(text), text);
        }
    }
}
