//! Which rows of a transcript stand in the document.
//!
//! A window of bounded length slides over the rows, so that a transcript of a hundred thousand
//! messages costs what one of a hundred does. It either rests on the newest row or stays where the
//! reader is; it never jumps by itself.

use core::ops::Range;

/// How many rows stand in the document once the newest one has come in sight.
pub const RESTING_ROWS: usize = 60;
/// How many stand there at most, as more come in or the reader moves about in the past.
pub const READING_ROWS: usize = 90;
/// How many are added at an edge that the reader comes near to.
pub const STEP: usize = 30;

/// The rows that stand in the document, counted from the oldest row known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TranscriptWindow {
    start: usize,
    end: usize,
    total: usize,
}

impl TranscriptWindow {
    /// The window that rests on the newest of `total` rows.
    pub const fn resting(total: usize) -> Self {
        Self {
            start: total.saturating_sub(RESTING_ROWS),
            end: total,
            total,
        }
    }

    /// The transcript has `total` rows now, and the newest one is in sight and stays so. Rows that
    /// are drawn stay while there is room: to take the oldest one out for each that comes in would
    /// move all others, and a row that has moved is painted anew.
    #[must_use]
    pub fn rested(self, total: usize) -> Self {
        let grown = total.checked_sub(self.total);
        let has_room = total.saturating_sub(self.start) <= READING_ROWS;
        if has_room && self.is_at_end() && grown.is_some_and(|grown| grown <= STEP) {
            Self {
                end: total,
                total,
                ..self
            }
        } else {
            Self::resting(total)
        }
    }

    /// The rows to draw.
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// The place of the oldest row to draw.
    pub const fn start(self) -> usize {
        self.start
    }

    /// The number of rows there are in all, as of the last change.
    pub const fn total(self) -> usize {
        self.total
    }

    /// Whether the oldest row known is drawn.
    pub const fn is_at_start(self) -> bool {
        self.start == 0
    }

    /// Whether the newest row is drawn.
    pub const fn is_at_end(self) -> bool {
        self.end == self.total
    }

    /// The reader comes near to the oldest row drawn: older ones join, the newest ones leave.
    #[must_use]
    pub fn earlier(self) -> Self {
        let start = self.start.saturating_sub(STEP);
        Self {
            start,
            end: self.end.min(start.saturating_add(READING_ROWS)),
            ..self
        }
    }

    /// The reader comes near to the newest row drawn: newer ones join, the oldest ones leave.
    #[must_use]
    pub fn later(self) -> Self {
        let end = self.end.saturating_add(STEP).min(self.total);
        Self {
            start: self.start.max(end.saturating_sub(READING_ROWS)),
            end,
            ..self
        }
    }

    /// The transcript has `total` rows now, and the row that was drawn first stands at `first`.
    /// The same rows stay drawn, and those behind them as long as there is room: what came in at
    /// the end must be there to be scrolled to.
    #[must_use]
    pub fn moved(self, first: usize, total: usize) -> Self {
        let start = first.min(total);
        let drawn = self.end.saturating_sub(self.start);
        let end = if self.is_at_end() {
            start.saturating_add(READING_ROWS)
        } else {
            start.saturating_add(drawn)
        };
        Self {
            start,
            end: end.min(total),
            total,
        }
    }

    /// Where the row drawn first may stand in a transcript of `total` rows: the likely places
    /// first, then every place that rows put in or taken out can have moved it to.
    pub fn places(self, total: usize) -> impl Iterator<Item = usize> {
        let grown = total.saturating_sub(self.total);
        let shrunk = self.total.saturating_sub(total);
        let between = self.start.saturating_sub(shrunk)..=self.start.saturating_add(grown);
        // At once: nothing changed before it, or everything that is new did.
        [self.start, self.start.saturating_add(grown)]
            .into_iter()
            .chain(between)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn len(window: TranscriptWindow) -> usize {
        window.range().len()
    }

    #[test]
    fn a_short_transcript_is_drawn_whole() {
        for total in [0, 1, RESTING_ROWS] {
            let window = TranscriptWindow::resting(total);
            assert_eq!(window.range(), 0..total);
            assert!(window.is_at_start() && window.is_at_end());
            assert_eq!(window.earlier(), window);
            assert_eq!(window.later(), window);
        }
    }

    #[test]
    fn a_long_one_rests_on_the_newest_row() {
        let window = TranscriptWindow::resting(100_000);
        assert_eq!(window.range(), 99_940..100_000);
        assert!(!window.is_at_start() && window.is_at_end());
    }

    #[test]
    fn rows_that_come_in_one_by_one_move_the_others_once_in_a_while() {
        let mut window = TranscriptWindow::resting(1_000);
        for total in 1_001..=1_030 {
            window = window.rested(total);
            assert_eq!(window.range(), 940..total);
        }
        assert_eq!(window.rested(1_031), TranscriptWindow::resting(1_031));
    }

    #[test]
    fn what_comes_in_at_once_or_leaves_is_drawn_as_at_first() {
        let window = TranscriptWindow::resting(10);
        assert_eq!(window.rested(41), TranscriptWindow::resting(41));
        assert_eq!(window.rested(80), TranscriptWindow::resting(80));
        assert_eq!(window.rested(9), TranscriptWindow::resting(9));
        let away = TranscriptWindow::resting(200).earlier().earlier();
        assert_eq!(away.rested(201), TranscriptWindow::resting(201));
    }

    #[test]
    fn reading_back_and_forth_meets_every_row_and_never_draws_too_many() {
        let mut window = TranscriptWindow::resting(1_000);
        let mut met = window.range();
        while !window.is_at_start() {
            let before = window;
            window = window.earlier();
            assert!(window.start() < before.start(), "it moves");
            assert!(window.range().end > before.start(), "without a gap");
            assert!(len(window) <= READING_ROWS);
            met.start = met.start.min(window.start());
        }
        assert_eq!(met, 0..1_000);
        while !window.is_at_end() {
            let before = window;
            window = window.later();
            assert!(window.range().end > before.range().end, "it moves");
            assert!(window.start() < before.range().end, "without a gap");
            assert!(len(window) <= READING_ROWS);
        }
    }

    #[test]
    fn what_comes_in_above_moves_the_window_with_its_rows() {
        let window = TranscriptWindow::resting(100).earlier().earlier();
        assert_eq!(window.range(), 0..90);
        let moved = window.moved(50, 150);
        assert_eq!(moved.range(), 50..140);
        assert_eq!(moved.total(), 150);
    }

    #[test]
    fn what_comes_in_below_is_drawn_while_there_is_room() {
        let window = TranscriptWindow::resting(100);
        assert_eq!(window.moved(40, 101).range(), 40..101);
        assert_eq!(window.moved(40, 200).range(), 40..130);
        let away = TranscriptWindow::resting(200).earlier().earlier();
        assert_eq!(away.range(), 80..170);
        assert_eq!(
            away.moved(80, 201).range(),
            80..170,
            "no row joins behind a gap"
        );
    }

    #[test]
    fn a_cleared_transcript_leaves_nothing_drawn() {
        assert_eq!(TranscriptWindow::resting(100).moved(40, 0).range(), 0..0);
        assert_eq!(TranscriptWindow::default(), TranscriptWindow::resting(0));
    }

    #[test]
    fn the_first_row_is_looked_for_where_it_can_be() {
        let window = TranscriptWindow::resting(100);
        let grown: Vec<_> = window.places(103).collect();
        assert_eq!(grown, [40, 43, 40, 41, 42, 43]);
        let shrunk: Vec<_> = window.places(98).collect();
        assert_eq!(shrunk, [40, 40, 38, 39, 40]);
    }
}
