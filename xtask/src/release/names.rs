//! Short names for what the glue and the wasm know each other by.
//!
//! wasm-bindgen ends the name of every import with a digest, so that no two versions of a crate are
//! taken for each other. Both files repeat all of them, and a digest does not compress.

use super::blank::blank;
use anyhow::{Context as _, Result, bail};
use std::collections::BTreeMap;
use walrus::Module;

/// A name with the short one that takes its place.
type Names = BTreeMap<String, String>;

/// Glue and wasm with short names.
#[derive(Debug)]
pub struct Named {
    /// The glue.
    pub glue: String,
    /// The wasm.
    pub wasm: Vec<u8>,
    /// The late half of the wasm.
    pub late: Option<Vec<u8>>,
}

/// The glue and the wasm with short names and without texts that nobody reads. What the wasm exports and neither the glue nor the late
/// half ever uses is not exported any more, so that the optimiser can leave it out.
pub fn shorten(glue: &str, wasm: &[u8], late: Option<&[u8]>) -> Result<Named> {
    let mut module = Module::from_buffer(wasm).context("reading the wasm")?;
    let mut late = late
        .map(Module::from_buffer)
        .transpose()
        .context("reading the late half of the wasm")?;
    for half in late.iter_mut().chain([&mut module]) {
        blank(half)?;
    }
    let mut imports = Names::new();
    for import in module.imports.iter_mut() {
        let number = imports.len();
        let short = imports
            .entry(import.name.clone())
            .or_insert_with(|| short(number));
        import.name.clone_from(short);
    }
    let mut exports = Names::new();
    let mut unused = Vec::new();
    for export in module.exports.iter_mut() {
        let mut taken = late.iter().flat_map(|late| late.imports.iter());
        let is_used = taken.any(|import| import.name == export.name)
            || tokens(glue).any(|token| token.is(Kind::Export) && token.word == export.name);
        if is_used {
            let short = short(exports.len());
            exports.insert(core::mem::replace(&mut export.name, short.clone()), short);
        } else {
            unused.push(export.id());
        }
    }
    for export in unused {
        module.exports.delete(export);
    }
    for import in late.iter_mut().flat_map(|late| late.imports.iter_mut()) {
        let name = exports.get(&import.name);
        let name = name.with_context(|| format!("the late half needs {}", import.name))?;
        import.name.clone_from(name);
    }
    Ok(Named {
        glue: renamed(glue, &imports, &exports)?,
        wasm: module.emit_wasm(),
        late: late.map(|mut late| late.emit_wasm()),
    })
}

/// Every import stands in the glue once, as a property of an object.
fn renamed(glue: &str, imports: &Names, exports: &Names) -> Result<String> {
    let mut out = String::with_capacity(glue.len());
    let mut found = 0_usize;
    for token in tokens(glue) {
        let new = match token.kind {
            Kind::Property => imports.get(token.word).inspect(|_| found += 1),
            Kind::Export => exports.get(token.word),
            Kind::Other => None,
        };
        out.push_str(new.map_or(token.word, String::as_str));
    }
    if found != imports.len() {
        bail!(
            "the glue has {found} of the {} imports of the wasm: wasm-bindgen writes it in another \
             way than xtask/src/release/names.rs expects",
            imports.len()
        );
    }
    Ok(out)
}

/// `a` to `z`, then `aa` and so on: never a word of JavaScript where a property stands.
fn short(mut number: usize) -> String {
    let mut name = String::new();
    loop {
        let letter = u8::try_from(number % 26).unwrap_or_default();
        name.insert(0, char::from(b'a' + letter));
        number /= 26;
        if number == 0 {
            return name;
        }
        number -= 1;
    }
}

/// What a piece of the glue is to the wasm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// `name:`
    Property,
    /// The name in `wasm.name`.
    Export,
    Other,
}

/// A word of the glue, or what stands between two.
#[derive(Clone, Copy, Debug)]
struct Token<'a> {
    kind: Kind,
    word: &'a str,
}

impl Token<'_> {
    fn is(&self, kind: Kind) -> bool {
        self.kind == kind
    }
}

/// All of the glue, piece by piece.
fn tokens(glue: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = glue;
    let mut is_member = false;
    core::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let is_word = is_part(first);
        let end = rest
            .find(|letter| is_part(letter) != is_word)
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let kind = match is_word {
            true if is_member => Kind::Export,
            true if after.starts_with(':') => Kind::Property,
            _ => Kind::Other,
        };
        let before = glue.get(..glue.len() - rest.len()).unwrap_or_default();
        is_member = word == "." && ends_with_word(before, "wasm");
        rest = after;
        Some(Token { kind, word })
    })
}

fn is_part(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_' || letter == '$'
}

fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word)
        .is_some_and(|before| !before.ends_with(|letter| is_part(letter) || letter == '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(pairs: &[(&str, &str)]) -> Names {
        pairs
            .iter()
            .map(|(long, short)| ((*long).to_owned(), (*short).to_owned()))
            .collect()
    }

    #[test]
    fn only_properties_and_members_of_the_wasm_are_renamed() {
        let glue = "const i = { __wbg_get_0a: (x) => x.__wbg_get_0a }; wasm.start(1, wasm.memory); \
                    this.wasm.start; mywasm.start; export const start = () => ({ start: 1 });";
        let out = renamed(
            glue,
            &names(&[("__wbg_get_0a", "a")]),
            &names(&[("start", "b"), ("memory", "c")]),
        );
        assert_eq!(
            out.unwrap(),
            "const i = { a: (x) => x.__wbg_get_0a }; wasm.b(1, wasm.c); \
             this.wasm.start; mywasm.start; export const start = () => ({ start: 1 });"
        );
    }

    #[test]
    fn a_glue_without_an_import_is_refused() {
        let error = renamed(
            "const i = {};",
            &names(&[("__wbg_get_0a", "a")]),
            &names(&[]),
        );
        assert!(error.unwrap_err().to_string().contains("0 of the 1"));
    }

    #[test]
    fn names_are_short_and_differ() {
        let all: Vec<String> = (0..1000).map(short).collect();
        let unique: std::collections::BTreeSet<&String> = all.iter().collect();
        assert_eq!(unique.len(), all.len());
        assert_eq!(
            (&*all[0], &*all[25], &*all[26], &*all[702]),
            ("a", "z", "aa", "aaa")
        );
    }

    #[test]
    fn what_the_glue_does_not_use_is_not_exported() {
        let mut module = Module::default();
        let memory = module.memories.add_local(false, false, 1, None, None);
        for name in ["memory", "unused"] {
            module.exports.add(name, memory);
        }
        let short = shorten("wasm.memory", &module.emit_wasm(), None).unwrap();
        let module = Module::from_buffer(&short.wasm).unwrap();
        let exported: Vec<&str> = module.exports.iter().map(|one| &*one.name).collect();
        assert_eq!((&*short.glue, &*exported), ("wasm.a", &["a"][..]));
    }

    #[test]
    fn the_late_half_finds_what_it_takes_under_its_short_name() {
        let mut module = Module::default();
        let memory = module.memories.add_local(false, false, 1, None, None);
        for name in ["memory", "unused"] {
            module.exports.add(name, memory);
        }
        let mut late = Module::default();
        late.add_import_memory("__wasm_split", "memory", false, false, 1, None, None);
        let named = shorten("", &module.emit_wasm(), Some(&late.emit_wasm())).unwrap();
        let module = Module::from_buffer(&named.wasm).unwrap();
        let late = Module::from_buffer(&named.late.unwrap()).unwrap();
        assert_eq!(module.exports.iter().count(), 1);
        assert_eq!(late.imports.iter().next().unwrap().name, "a");
        assert_eq!(module.exports.iter().next().unwrap().name, "a");
    }
}
