//! A chart of bars as SVG, made of plain shapes and text. Deliberately absent: colours that tell anything, and scales that
//! do not begin at nothing.

use rust_decimal::Decimal;

use super::blocks::Bars;
use super::html::escaped;

/// A row's height, the room for labels and the longest bar, in pixels.
const ROW: usize = 24;
const LABELS: usize = 240;
const LONGEST: u32 = 360;

/// Draws it.
pub fn svg(bars: &Bars) -> String {
    let most = bars
        .bars
        .iter()
        .map(|(_, value, _)| *value)
        .max()
        .unwrap_or_default();
    let height = bars.bars.len().saturating_mul(ROW);
    let mut drawn = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 {height}\" width=\"720\" height=\"{height}\" \
         role=\"img\" aria-label=\"{}\" font-size=\"13\">",
        escaped(&bars.title)
    );
    for (place, (label, value, told)) in bars.bars.iter().enumerate() {
        let top = place.saturating_mul(ROW);
        let (bar, text) = (top.saturating_add(4), top.saturating_add(17));
        let length = (*value * Decimal::from(LONGEST)).checked_div(most);
        let length = length.unwrap_or_default().round_dp(1).normalize();
        let after = Decimal::from(LABELS) + length + Decimal::from(8);
        drawn.push_str(&format!(
            "<text x=\"{}\" y=\"{text}\" text-anchor=\"end\">{}</text>\
             <rect x=\"{LABELS}\" y=\"{bar}\" width=\"{length}\" height=\"16\" fill=\"#4472a8\"/>\
             <text x=\"{after}\" y=\"{text}\">{}</text>",
            LABELS.saturating_sub(8),
            escaped(label),
            escaped(told)
        ));
    }
    drawn.push_str("</svg>");
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_values() {
        let bars = Bars {
            title: "图1".into(),
            bars: vec![
                ("甲<".into(), Decimal::from(4), "4".into()),
                ("乙".into(), Decimal::from(1), "1".into()),
                ("丙".into(), Decimal::ZERO, "0".into()),
            ],
        };
        let drawn = svg(&bars);
        for width in ["width=\"360\"", "width=\"90\"", "width=\"0\""] {
            assert_eq!(drawn.matches(width).count(), 1, "{width} in {drawn}");
        }
        assert!(drawn.contains("甲&lt;"));
        let nothing = Bars {
            bars: vec![("甲".into(), Decimal::ZERO, "0".into())],
            ..Bars::default()
        };
        assert!(
            svg(&nothing).contains("width=\"0\""),
            "nothing over nothing"
        );
    }
}
