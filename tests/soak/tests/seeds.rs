//! A05 with twenty seeds, shortened.

use session_chat_soak::{Size, soak};
use std::time::Duration;

const SHORT: Size = Size {
    each: 30,
    span: Duration::from_secs(30),
    ..Size::FULL
};

#[test]
fn a05_twenty_seeds_lose_nothing_double_nothing_and_all_tabs_agree() {
    let reports = soak(1..=20, SHORT).unwrap();
    for report in &reports {
        println!("{report}");
    }
    assert_eq!(reports.len(), 20);
    let has_failed = reports.iter().all(|report| report.failed > 0);
    assert!(has_failed, "nothing went wrong");
    let bad: Vec<_> = reports.iter().filter(|it| !it.is_good()).collect();
    assert!(bad.is_empty(), "{bad:#?}");
}
