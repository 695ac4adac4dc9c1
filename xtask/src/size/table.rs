//! The committed table: Markdown for people, read back for the comparison.

use super::measure::Row;
use super::prices::Price;
use anyhow::{Context as _, Result, bail};

const HEAD: &str = "\
# Sizes

What a page really loads from the release, in bytes. `cargo xtask size` fails when a row breaks its
budget or grows by more than 2 % after brotli; `cargo xtask size --accept` writes this file anew. A
row that stands here over its budget is a debt: it may only shrink.

| what | raw | gzip 9 | brotli 11 | at most |
|---|--:|--:|--:|--:|
";

const PRICES: &str = "
## The late half, by what it draws

Of the build with the in-browser backend: bytes of code as the linker leaves them, and each part's
share of the file after brotli. Nothing is held by these.

| part | code | about |
|---|--:|--:|
";

/// The whole file; `late` is the late half's size after brotli.
pub(super) fn write(rows: &[Row], prices: &[Price], late: u64) -> String {
    let mut text = HEAD.to_owned();
    for row in rows {
        let budget = row.budget.map_or_else(|| "–".to_owned(), spaced);
        let cells = [
            row.what.clone(),
            spaced(row.raw),
            spaced(row.gzip),
            spaced(row.brotli),
            budget,
        ];
        text.push_str("| ");
        text.push_str(&cells.join(" | "));
        text.push_str(" |\n");
    }
    text.push_str(PRICES);
    let all: u64 = prices.iter().map(|price| price.bytes).sum();
    for Price { part, bytes } in prices {
        let share = late.saturating_mul(*bytes).checked_div(all).unwrap_or(0);
        let cells = [part.clone(), spaced(*bytes), spaced(share)];
        text.push_str("| ");
        text.push_str(&cells.join(" | "));
        text.push_str(" |\n");
    }
    text
}

/// The rows of a file that [`write`] made.
pub(super) fn read(text: &str) -> Result<Vec<Row>> {
    let table = text.lines().skip_while(|line| !line.starts_with("|---"));
    let mut rows = Vec::new();
    for line in table.skip(1).take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [what, raw, gzip, brotli, budget] = cells.as_slice() else {
            bail!("this row has not five cells: {line}");
        };
        let budget = match *budget {
            "–" => None,
            number => Some(parse(number)?),
        };
        rows.push(Row {
            what: (*what).to_owned(),
            raw: parse(raw)?,
            gzip: parse(gzip)?,
            brotli: parse(brotli)?,
            budget,
        });
    }
    Ok(rows)
}

/// `12345` as `12 345`.
fn spaced(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        let left = digits.len().saturating_sub(index);
        if index > 0 && left.is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

fn parse(cell: &str) -> Result<u64> {
    let digits: String = cell.chars().filter(|letter| *letter != ' ').collect();
    digits
        .parse()
        .with_context(|| format!("“{cell}” is no number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let rows = vec![
            Row {
                what: "before intent: the loader".to_owned(),
                raw: 7_654,
                gzip: 3_210,
                brotli: 999,
                budget: Some(3_000),
            },
            Row {
                what: "first open, local: the wasm".to_owned(),
                raw: 1_234_567,
                gzip: 45_999,
                brotli: 39_039,
                budget: None,
            },
        ];
        let prices = [Price {
            part: "rich/form".to_owned(),
            bytes: 1_500,
        }];
        let text = write(&rows, &prices, 700);
        assert!(text.contains("| rich/form | 1 500 | 700 |"), "{text}");
        assert!(
            text.contains("| 1 234 567 | 45 999 | 39 039 | – |"),
            "{text}"
        );
        assert_eq!(read(&text).unwrap(), rows);
    }

    #[test]
    fn a_broken_row_is_named() {
        let error = read("|---|\n| a | b |\n").unwrap_err();
        assert!(error.to_string().contains("| a | b |"), "{error}");
    }
}
