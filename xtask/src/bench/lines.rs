//! Which figures count, and the most that each may be.

use super::figures::Figures;
use super::pages::CLOSED;

/// What the bench itself loads with a page: the document, its helpers, and the page's script.
const OWN_REQUESTS: f64 = 3.0;
const MIB: f64 = 1_048_576.0;

/// How a figure is taken, which says whether a busy machine changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Milliseconds of the main thread's processor time: hold on a busy machine.
    Cpu,
    /// Milliseconds by the clock on the wall: do not.
    Wall,
    /// A number of things.
    Count,
    /// Memory, in MiB.
    Mib,
}

/// Which page a figure is taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    /// The page of the column.
    Open,
    /// The widget behind its launcher; peers are not measured so.
    Closed,
}

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) what: &'static str,
    pub(super) unit: Unit,
    page: Page,
    measurement: &'static str,
    /// Figures that are added up.
    names: &'static [&'static str],
    /// What is not the widget's.
    less: f64,
    /// The budget.
    pub(super) most: Option<f64>,
}

const fn line(
    what: &'static str,
    unit: Unit,
    measurement: &'static str,
    names: &'static [&'static str],
) -> Line {
    Line {
        what,
        unit,
        page: Page::Open,
        measurement,
        names,
        less: 0.0,
        most: None,
    }
}

const HEAP: &[&str] = &["js_heap", "wasm_bytes"];

/// All lines, in the order of a visit.
pub(super) const LINES: &[Line] = &[
    line(
        "before intent: requests",
        Unit::Count,
        "load",
        &["requests"],
    )
    .closed()
    .less(OWN_REQUESTS)
    .most(1.0),
    line(
        "before intent: longest task",
        Unit::Wall,
        "load",
        &["longest_ms"],
    )
    .closed()
    .most(50.0),
    line(
        "click to usable field, slow phone",
        Unit::Wall,
        "click_mobile",
        &["usable_ms"],
    )
    .closed()
    .most(1_200.0),
    line(
        "click to usable field, slow phone: longest task",
        Unit::Wall,
        "click_mobile",
        &["longest_ms"],
    )
    .closed()
    .most(100.0),
    line("page to usable field", Unit::Cpu, "load", &["task_ms"]),
    line(
        "page to usable field, slow phone",
        Unit::Wall,
        "load_mobile",
        &["usable_ms"],
    ),
    line(
        "open and empty: elements",
        Unit::Count,
        "load",
        &["elements"],
    ),
    line("open and empty: heap and wasm", Unit::Mib, "load", HEAP),
    line("1 000 at once", Unit::Cpu, "batch1000", &["task_ms"]),
    line("5 000 at once", Unit::Cpu, "batch5000", &["task_ms"]).most(150.0),
    line(
        "5 000 at once: elements",
        Unit::Count,
        "batch5000",
        &["elements"],
    )
    .most(500.0),
    line("5 000 at once: heap and wasm", Unit::Mib, "batch5000", HEAP).most(8.0),
    line(
        "one more at 1 000",
        Unit::Cpu,
        "stream200at1000",
        &["task_per_msg"],
    )
    .most(4.0),
    line(
        "one more at 100 000",
        Unit::Cpu,
        "stream200at100000",
        &["task_per_msg"],
    )
    .most(4.0),
    line("a key press, empty", Unit::Cpu, "type0", &["task_per_key"]).most(3.0),
    line(
        "a key press at 1 000",
        Unit::Cpu,
        "type1000",
        &["task_per_key"],
    )
    .most(3.0),
];

impl Line {
    const fn closed(self) -> Self {
        Self {
            page: Page::Closed,
            ..self
        }
    }

    const fn less(self, less: f64) -> Self {
        Self { less, ..self }
    }

    const fn most(self, most: f64) -> Self {
        Self {
            most: Some(most),
            ..self
        }
    }

    /// The figure of a column, `ours` being the widget's.
    pub(super) fn figure(&self, figures: &Figures, column: &str) -> Option<f64> {
        let page = match self.page {
            Page::Open => column,
            Page::Closed if column == super::pages::OPEN => CLOSED,
            Page::Closed => return None,
        };
        let parts = self
            .names
            .iter()
            .map(|name| figures.get(page, self.measurement, name));
        let sum: f64 = parts.sum::<Option<f64>>()?;
        let figure = sum - self.less;
        Some(if self.unit == Unit::Mib {
            figure / MIB
        } else {
            figure
        })
    }

    /// Whether breaking the budget fails the run: a busy machine must not.
    pub(super) fn is_held(&self) -> bool {
        self.most.is_some() && self.unit != Unit::Wall
    }

    /// Whether a figure of ours is within the budget; if not, what is wrong.
    pub(super) fn judge(&self, figure: Option<f64>) -> Result<(), String> {
        match (figure, self.most) {
            (None, _) => Err("was not measured".to_owned()),
            (Some(figure), Some(most)) if figure > most => {
                let unit = self.unit;
                let (figure, most) = (unit.show(figure), unit.show(most));
                Err(format!("{figure} {}, {most} at most", unit.name()))
            }
            (Some(_), _) => Ok(()),
        }
    }
}

impl Unit {
    /// As it stands in the table.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Cpu => "ms CPU",
            Self::Wall => "ms wall",
            Self::Count => "–",
            Self::Mib => "MiB",
        }
    }

    /// A figure with as many digits as it deserves.
    pub(super) fn show(self, figure: f64) -> String {
        match self {
            Self::Cpu | Self::Mib if figure < 20.0 => format!("{figure:.1}"),
            Self::Cpu | Self::Mib | Self::Wall | Self::Count => format!("{figure:.0}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::pages::OPEN;
    use serde_json::json;

    fn find(what: &str) -> &'static Line {
        LINES.iter().find(|line| line.what == what).unwrap()
    }

    #[test]
    fn what_the_bench_loads_is_not_the_widgets() {
        let line = find("before intent: requests");
        let figures = Figures::of(CLOSED, json!({ "load": { "requests": 4 } }));
        assert_eq!(line.figure(&figures, OPEN), Some(1.0));
        assert_eq!(line.figure(&figures, "floor"), None);
        assert!(line.judge(Some(1.0)).is_ok());
    }

    #[test]
    fn heap_and_wasm_are_added_up() {
        let line = find("5 000 at once: heap and wasm");
        let both = json!({ "batch5000": { "js_heap": 1_048_576, "wasm_bytes": 2_097_152 } });
        let figures = Figures::of(OPEN, both);
        assert_eq!(line.figure(&figures, OPEN), Some(3.0));
    }

    #[test]
    fn a_budget_is_broken_by_more_than_it_and_by_nothing_measured() {
        let line = find("one more at 1 000");
        assert!(line.judge(Some(4.0)).is_ok());
        assert_eq!(
            line.judge(Some(4.25)).unwrap_err(),
            "4.2 ms CPU, 4.0 at most"
        );
        assert!(line.judge(None).is_err());
    }

    #[test]
    fn a_busy_machine_fails_nothing() {
        assert!(!find("click to usable field, slow phone").is_held());
        assert!(find("5 000 at once").is_held());
        assert!(!find("1 000 at once").is_held(), "it has no budget");
    }
}
