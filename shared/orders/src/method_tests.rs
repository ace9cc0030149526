use proptest::prelude::*;
use serde_json::json;

use super::*;

#[test]
fn methods_map_to_windows() {
    let map = TransitMap::default();
    for (method, expected) in [
        ("Standard (3-5 business days)", Some((3, 5))),
        ("Standard (3–5 business days)", Some((3, 5))),
        ("Delivered in 4 business days", Some((4, 4))),
        ("Economy Ground", Some((5, 7))),
        ("Two Day Air", Some((2, 2))),
        ("Two-Day Air", Some((2, 2))),
        ("Free Standard Shipping", Some((3, 5))),
        ("Ground (up to 10-20 lb)", Some((3, 7))),
        ("Ground 10-20lbs", Some((3, 7))),
        ("Standard, 10-20% off", Some((3, 5))),
        ("Local pickup", None),
        ("Freedom Post", None),
        ("", None),
        ("Economy 6 to 8 days", Some((6, 8))),
        ("UPS 3-Day Select", Some((3, 3))),
        ("1-Day Express", Some((1, 1))),
        ("Next-Day", Some((1, 1))),
        ("RUSHED", Some((1, 2))),
        ("Expedited", Some((2, 3))),
        ("Overnight Priority", Some((1, 1))),
        ("Postal mail", Some((5, 7))),
        ("Standard 5-3 days", Some((3, 5))),
        ("Standard 30-90", Some((3, 5))),
        ("Ground, 24-48 hours", None),
        ("Economy (2-3 weeks)", None),
        ("Ground from $3-5", Some((3, 7))),
        ("Priority Ground 99 days", Some((1, 1))),
        ("Standard 2-4", Some((2, 4))),
        ("Box 12x3-5", None),
    ] {
        let window = map.window(method).map(|m| (m.window.min, m.window.max));
        assert_eq!(window, expected, "{method}");
    }
}

#[test]
fn ties_go_to_the_shorter_promise() {
    let (map, warnings) = TransitMap::from_json(&json!({"alpha": [1, 4], "gamma": [2, 3], "delta": [1, 3]}));
    assert!(warnings.is_empty());
    assert_eq!(map.window("alpha gamma delta").map(|m| m.key).as_deref(), Some("delta"));
}

#[test]
fn configured_map_replaces_the_built_in_one() {
    let (map, warnings) =
        TransitMap::from_json(&json!({"Sea-Freight": ["10", 20], "Air": [4], "Van": 2, "bad": [5, 3], " ": 1}));
    assert_eq!(warnings.len(), 2);
    assert_eq!(map.window("sea freight").map(|m| m.window), Window::new(10, 20));
    assert_eq!(map.window("By AIR").map(|m| m.window), Window::new(4, 4));
    assert_eq!(map.window("van").map(|m| m.window), Window::new(2, 2));
    assert_eq!(map.window("Standard"), None);
}

#[test]
fn invalid_maps_mean_the_built_in_one() {
    for (value, warnings) in [
        (json!(null), 0),
        (json!({}), 0),
        (json!("standard"), 1),
        (json!({"a": 61, "b": -1, "c": 1.5, "d": [], "e": [1, 2, 3], "f": "x", "g": null, "h": "１"}), 9),
    ] {
        let (map, found) = TransitMap::from_json(&value);
        assert_eq!((map, found.len()), (TransitMap::default(), warnings), "{value}");
    }
}

proptest! {
    #[test]
    fn no_method_makes_it_panic_or_exceed_the_bounds(method in "\\PC{0,60}") {
        if let Some(found) = TransitMap::default().window(&method) {
            prop_assert!(found.window.min <= found.window.max && found.window.max <= MAX_WINDOW_DAYS);
        }
    }
}
