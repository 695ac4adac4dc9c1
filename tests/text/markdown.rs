//! What each construct of Markdown becomes, as tables.

use session_chat::domain::text::{Block, Inline, ParsedUrl, UrlParser, markdown::parse};

/// Takes `https` addresses as they are.
struct Https;

impl UrlParser for Https {
    fn parse(&self, text: &str) -> Option<ParsedUrl> {
        let host = text.strip_prefix("https://")?.split('/').next()?.to_owned();
        Some(ParsedUrl {
            href: text.to_owned(),
            scheme: "https".to_owned(),
            host,
            has_userinfo: false,
        })
    }
}

/// The tree in short: `p` paragraph, `h` heading, `c` code, `u`/`o` list, `q` quote, `-` rule.
fn outline(blocks: &[Block]) -> String {
    let short = |block: &Block| match block {
        Block::Paragraph(inner) => format!("p({})", line(inner)),
        Block::Heading(inner) => format!("h({})", line(inner)),
        Block::Code { text, language } => format!("c{language}({text})"),
        Block::List {
            ordered,
            start,
            items,
        } => {
            let sign = if *ordered {
                format!("o{start}")
            } else {
                "u".to_owned()
            };
            let items: Vec<String> = items.iter().map(|item| outline(item)).collect();
            format!("{sign}({})", items.join("|"))
        }
        Block::Quote(inner) => format!("q({})", outline(inner)),
        Block::Rule => "-".to_owned(),
    };
    blocks.iter().map(short).collect()
}

fn line(spans: &[Inline]) -> String {
    let short = |span: &Inline| match span {
        Inline::Text(text) => text.clone(),
        Inline::Strong(inner) => format!("<b {}>", line(inner)),
        Inline::Emphasis(inner) => format!("<i {}>", line(inner)),
        Inline::Strike(inner) => format!("<s {}>", line(inner)),
        Inline::Code(text) => format!("<c {text}>"),
        Inline::Link { href, label } => format!("<a {href} {label}>"),
        Inline::Break => "/".to_owned(),
    };
    spans.iter().map(short).collect()
}

fn check(table: &[(&str, &str)]) {
    for (text, want) in table {
        assert_eq!(outline(&parse(text, &Https)), *want, "{text:?}");
    }
}

#[test]
fn paragraphs_keep_their_lines() {
    check(&[
        ("", ""),
        ("a\nb\n\nc\nd\n\n", "p(a/b)p(c/d)"),
        ("  a\\\nb", "p(  a/b)"),
        ("<b>a</b> &amp; <script>", "p(<b>a</b> &amp; <script>)"),
        ("\\*a\\* \\a C:\\dir", "p(*a* \\a C:\\dir)"),
    ]);
}

#[test]
fn emphasis_is_paired_and_strays_stay() {
    check(&[
        (
            "*a* **b** _c_ __d__ ~~e~~ ~f~",
            "p(<i a> <b b> <i c> <b d> <s e> ~f~)",
        ),
        ("***a***", "p(<b <i a>>)"),
        ("***a** b*", "p(<b *a> b*)"),
        ("***a* b**", "p(<b <i a> b>)"),
        ("**a *b***", "p(<b a <i b>>)"),
        ("*a **b***", "p(<i a <b b>>)"),
        ("**a _b** c_", "p(<b a _b> c_)"),
        ("*a *b*", "p(*a <i b>)"),
        ("a * b * c", "p(a * b * c)"),
        ("2*3*4 snake_case_name", "p(2*3*4 snake_case_name)"),
        ("**重要。**次 *强*调", "p(<b 重要。>次 <i 强>调)"),
        ("**** 1234 ~~~~", "p(**** 1234 ~~~~)"),
        ("**a\nb**", "p(<b a/b>)"),
        ("**a\n\nb**", "p(**a)p(b**)"),
        ("*", "p(*)"),
    ]);
}

#[test]
fn code_holds_everything() {
    check(&[
        ("`*a*` ``b`c`` `` ` ``", "p(<c *a*> <c b`c> <c `>)"),
        ("`a\nb` ``c", "p(`a/b` ``c)"),
        ("````a````", "p(````a````)"),
        ("`https://a.example`", "p(<c https://a.example>)"),
        (
            "```rust\nlet *a*;\n\n  b\n```\nc",
            "crust(let *a*;\n\n  b)p(c)",
        ),
        ("~~~\n```\n~~~~", "c(```)"),
        ("a\n```\nb", "p(a)c(b)"),
        ("```a``` b", "p(<c a> b)"),
    ]);
}

#[test]
fn links_are_checked_and_the_rest_is_text() {
    check(&[
        (
            "[a *b*](https://c.example/(d))",
            "p(<a https://c.example/(d) a b>)",
        ),
        ("[a](<https://c.example>)", "p(<a https://c.example a>)"),
        (
            "![alt](https://c.example/i)",
            "p(<a https://c.example/i alt>)",
        ),
        (
            "![](https://c.example/i)",
            "p(<a https://c.example/i https://c.example/i>)",
        ),
        (
            "[bank.example](https://c.example)",
            "p(<a https://c.example https://c.example>)",
        ),
        ("[a](javascript:alert(1))", "p([a](javascript:alert(1)))"),
        ("![*a*](data:x)", "p(![<i a>](data:x))"),
        (
            "[a](https://c.example \"t\")",
            "p([a](<a https://c.example https://c.example> \"t\"))",
        ),
        (
            "[[a](https://b.example)](https://c.example)",
            "p([<a https://b.example a>](<a https://c.example https://c.example>))",
        ),
        (
            "[see https://a.example/x](https://a.example)",
            "p(<a https://a.example see https://a.example/x>)",
        ),
        (
            "*a [b* c](https://d.example)",
            "p(*a <a https://d.example b* c>)",
        ),
        (
            "<https://a.example/_b_> **https://c.example**",
            "p(<a https://a.example/_b_ https://a.example/_b_> <b <a https://c.example https://c.example>>)",
        ),
        ("[a] [b](c) ]", "p([a] [b](c) ])"),
    ]);
}

#[test]
fn lists_quotes_headings_and_rules() {
    check(&[
        ("- a\n- b\n  c\n\n- d\n\ne", "u(p(a)|p(b/c)|p(d))p(e)"),
        ("1. a\n   - b\n   - c\n2) d", "o1(p(a)u(p(b)|p(c))|p(d))"),
        ("3. a\n4. b\n7. c", "o3(p(a)|p(b))o7(p(c))"),
        ("1. a\n1. b", "o1(p(a)|p(b))"),
        ("On the\n19. October", "p(On the/19. October)"),
        ("To do:\n1. a\n* b", "p(To do:)o1(p(a))u(p(b))"),
        ("- \n-a\n1.b\n12345678901. c", "p(- /-a/1.b/12345678901. c)"),
        ("- ```\n  a\n  ```", "u(c(a))"),
        ("> a\n> > b\n>\n> c\nd", "q(p(a)q(p(b))p(c))p(d)"),
        (">:( \n><img>", "p(>:( /><img>)"),
        (
            "# A **b** #\n## C#\n#d\n#\n####### e",
            "h(A <b b>)h(C#)p(#d/#/####### e)",
        ),
        ("a\n---\n* * *\nb", "p(a)--p(b)"),
        ("    # a\n    - b", "p(    # a/    - b)"),
    ]);
}

#[test]
fn nesting_ends_somewhere() {
    for sign in ["> ", "- ", "1. "] {
        let deep = sign.repeat(5_000) + "a";
        let want = "p(".to_owned() + &sign.repeat(5_000 - 8) + "a)";
        let outline = outline(&parse(&deep, &Https));
        assert!(outline.contains(&want), "{sign:?}");
    }
}
