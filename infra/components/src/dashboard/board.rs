//! Which dashboard a metric is on.

use switchboard_telemetry::Definition;

/// A dashboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Board {
    /// A: is the system up and keeping pace?
    SystemHealth,
    /// B: how are the vendors, and how much of their budget is left?
    VendorHealth,
    /// C: are the replies right?
    Quality,
    /// D: what does it cost?
    Cost,
    /// E: is somebody at the door, and are switches and jobs in order?
    Operations,
}

impl Board {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::SystemHealth, Self::VendorHealth, Self::Quality, Self::Cost, Self::Operations];

    /// In names.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::SystemHealth => "a-system-health",
            Self::VendorHealth => "b-vendor-health",
            Self::Quality => "c-quality",
            Self::Cost => "d-cost",
            Self::Operations => "e-operations",
        }
    }

    /// Where a metric is: by its group, `vendor` of `vendor.errors`. One of a new group is with the operations.
    pub fn of(definition: &Definition) -> Self {
        match definition.name.split('.').next().unwrap_or_default() {
            "ingress" | "edge" | "worker" | "queue" | "probe" | "store" => Self::SystemHealth,
            "vendor" | "shopify" | "richpanel" | "budget" => Self::VendorHealth,
            "policy" | "effects" | "automation" | "orders" | "quality" | "signal" | "drift" => Self::Quality,
            "cost" => Self::Cost,
            _ => Self::Operations,
        }
    }
}
