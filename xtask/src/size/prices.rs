//! What each part of the late half costs, by the names that the linker gave its functions.
//!
//! Compression knows no parts, so a price is the part's share of the whole: good enough to see what
//! is dear, and no budget.

use crate::workspace::{Workspace, files_below, read_bytes};
use anyhow::{Context as _, Result};
use std::path::Path;

/// What draws contents of messages and parts of the window, one file each.
const FOLDERS: &[&str] = &["rich", "extra"];

/// A part with its bytes of code, before they are optimised and compressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Price {
    /// The file of `src/ui`, without its ending; what several of them share has none.
    pub(super) part: String,
    /// Bytes of code.
    pub(super) bytes: u64,
}

/// The prices in a late half as the linker left it, the dearest first.
pub(super) fn prices(workspace: &Workspace, wasm: &Path) -> Result<Vec<Price>> {
    let functions = functions(&read_bytes(wasm)?)
        .with_context(|| format!("reading the names in {}", wasm.display()))?;
    let mut prices = Vec::new();
    for folder in FOLDERS {
        for file in files_below(&workspace.path(format!("src/ui/{folder}")))? {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            if stem != "mod" {
                prices.push(Price {
                    part: format!("{folder}/{stem}"),
                    bytes: 0,
                });
            }
        }
    }
    let mut shared = 0_u64;
    for (name, bytes) in functions {
        match prices.iter_mut().find(|price| is_of(&name, &price.part)) {
            Some(price) => price.bytes = price.bytes.saturating_add(bytes),
            None => shared = shared.saturating_add(bytes),
        }
    }
    prices.sort_by(|one, other| (other.bytes, &one.part).cmp(&(one.bytes, &other.part)));
    prices.push(Price {
        part: "what they share, and what is inlined where it is drawn".to_owned(),
        bytes: shared,
    });
    Ok(prices)
}

/// Whether a function is of `ui::folder::stem`: its name holds the path with lengths or with dots.
fn is_of(name: &str, part: &str) -> bool {
    let Some((folder, stem)) = part.split_once('/') else {
        return false;
    };
    name.contains(&format!("2ui{}{folder}{}{stem}", folder.len(), stem.len()))
        || name.contains(&format!("..ui..{folder}..{stem}"))
}

/// The functions of a module with the bytes of their bodies.
fn functions(wasm: &[u8]) -> Option<Vec<(String, u64)>> {
    let mut rest = wasm.get(8..)?;
    let (mut imported, mut sizes, mut names) = (0_usize, Vec::new(), Vec::new());
    while let Some((&kind, after)) = rest.split_first() {
        let (length, body) = number(after)?;
        let (section, next) = body.split_at_checked(length)?;
        rest = next;
        match kind {
            0 => {
                let (name, body) = text(section)?;
                if name == "name" {
                    names = function_names(body)?;
                }
            }
            2 => imported = imported_functions(section)?,
            10 => {
                let (count, mut bodies) = number(section)?;
                for _ in 0..count {
                    let (length, body) = number(bodies)?;
                    sizes.push(length);
                    bodies = body.get(length..)?;
                }
            }
            _ => {}
        }
    }
    let found = names.into_iter().filter_map(|(index, name)| {
        let size = sizes.get(index.checked_sub(imported)?)?;
        Some((name, u64::try_from(*size).ok()?))
    });
    Some(found.collect())
}

fn function_names(mut rest: &[u8]) -> Option<Vec<(usize, String)>> {
    let mut names = Vec::new();
    while let Some((&kind, after)) = rest.split_first() {
        let (length, body) = number(after)?;
        let (mut part, next) = body.split_at_checked(length)?;
        rest = next;
        if kind == 1 {
            let count;
            (count, part) = number(part)?;
            for _ in 0..count {
                let (index, after) = number(part)?;
                let (name, after) = text(after)?;
                names.push((index, name.to_owned()));
                part = after;
            }
        }
    }
    Some(names)
}

/// How many of the imports are functions: they are counted before the module's own.
fn imported_functions(section: &[u8]) -> Option<usize> {
    let (count, mut rest) = number(section)?;
    let mut functions = 0_usize;
    for _ in 0..count {
        let (_, after) = text(rest)?;
        let (_, after) = text(after)?;
        let (&kind, after) = after.split_first()?;
        rest = match kind {
            0 => {
                functions = functions.saturating_add(1);
                number(after)?.1
            }
            1 => limits(after.get(1..)?)?,
            2 => limits(after)?,
            3 => after.get(2..)?,
            4 => number(after.get(1..)?)?.1,
            _ => return None,
        };
    }
    Some(functions)
}

fn limits(rest: &[u8]) -> Option<&[u8]> {
    let (&flags, rest) = rest.split_first()?;
    let (_, rest) = number(rest)?;
    if flags & 1 == 1 {
        Some(number(rest)?.1)
    } else {
        Some(rest)
    }
}

fn text(rest: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = number(rest)?;
    let (text, rest) = rest.split_at_checked(length)?;
    Some((core::str::from_utf8(text).ok()?, rest))
}

/// A number in LEB128.
fn number(rest: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0_usize;
    for (place, byte) in rest.iter().enumerate().take(5) {
        let shift = u32::try_from(place).ok()?.saturating_mul(7);
        value |= usize::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some((value, rest.get(place.saturating_add(1)..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_belongs_to_the_file_in_its_name() {
        let form = "_ZN12session_chat2ui4rich4form4form17haf18890488ae5ad9E";
        assert!(is_of(form, "rich/form"));
        assert!(!is_of(form, "rich/card"));
        assert!(is_of(
            "_$LT$session_chat..ui..extra..save..Sheet",
            "extra/save"
        ));
        assert!(!is_of("_ZN4core5slice4sort", "extra/save"));
    }

    #[test]
    fn the_functions_of_a_module_are_read_with_their_sizes() {
        // (module (import "a" "f" (func)) (func $own)), with its names.
        let wasm = [
            b"\0asm\x01\0\0\0".as_slice(),
            b"\x01\x04\x01\x60\0\0",
            b"\x02\x07\x01\x01a\x01f\0\0",
            b"\x03\x02\x01\0",
            b"\x0a\x04\x01\x02\0\x0b",
            b"\0\x0d\x04name\x01\x06\x01\x01\x03own",
        ]
        .concat();
        assert_eq!(functions(&wasm), Some(vec![("own".to_owned(), 2)]));
        assert_eq!(functions(b"\0asm"), None);
    }
}
