//! Which scenes there are, and what each is called.

use super::{
    belt, boxes, canteen, counter, depot, entrance, gate, hall, lane, lobby, paper, passage,
    pharmacy, place, post, register, shelf, street, thermometer, van, wall, wand, ward, workshop,
    world::World,
};

/// What a photo shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scene {
    /// A supermarket's cold counter with imported fruit, whole view.
    Counter,
    /// A freezer's thermometer that reads −9.5 ℃.
    Thermometer,
    /// Fruit boxes, one label without origin.
    FruitBoxes,
    /// That label from near.
    Label,
    /// A page of the ledger with gaps.
    Ledger,
    /// The wall at goods-in without the required procedure.
    Wall,
    /// The same wall with the procedure and the warning sign.
    WallAfter,
    /// A lobby's side door that stands open.
    SideDoor,
    /// The same door closed, with a sign.
    SideDoorAfter,
    /// A courier depot's sorting floor.
    SortingFloor,
    /// A disinfection record sheet.
    RecordSheet,
    /// A shop whose shutter is down.
    Shutter,
    /// Disinfectant on a shelf, past its shelf life.
    ExpiredDisinfectant,
    /// A factory's passage for imported goods, without sign and marking.
    Passage,
    /// The same passage with warning sign and marking on the floor.
    PassageAfter,
    /// A workshop's row of framed rules, one missing.
    ProcedureMissing,
    /// The same wall with the procedure for imported goods in its frame.
    ProcedureUp,
    /// The checking point at an expressway's exit: barrier up, chair empty.
    LaneUnmanned,
    /// A residential community's side gate that stands open.
    GateOpen,
    /// The same gate shut, with a notice.
    GateClosed,
    /// A page of a visitors' register without telephones and times.
    RegisterGaps,
    /// A hand-held thermometer without batteries beside a register full of temperatures.
    TempGunDead,
    /// An isolation room's door ajar, a waste bag in the corridor.
    DoorAjar,
    /// People pressed together at a service counter without marks on the floor.
    CrowdedCounter,
    /// Two sheets of minutes that differ in their date only.
    MinutesCopied,
    /// Disinfected and other parcels on one belt.
    ParcelsMixed,
    /// A refrigerated lorry, open and unsealed, without its disinfection card.
    VehicleUnsealed,
    /// A canteen's cold store: raw and cooked food on one shelf.
    CanteenStore,
    /// A pharmacy's ledger of fever medicines with blank lines.
    MedicineLedger,
    /// An empty hand sanitiser dispenser at an entrance.
    DispenserEmpty,
    /// A duty desk without anybody on duty.
    EmptyPost,
}

impl Scene {
    /// The twelve that the journey's photos are made of.
    pub const JOURNEY: [Self; 12] = [
        Self::Counter,
        Self::Thermometer,
        Self::FruitBoxes,
        Self::Label,
        Self::Ledger,
        Self::Wall,
        Self::WallAfter,
        Self::SideDoor,
        Self::SideDoorAfter,
        Self::SortingFloor,
        Self::RecordSheet,
        Self::Shutter,
    ];

    /// All scenes.
    pub const ALL: [Self; 31] = [
        Self::Counter,
        Self::Thermometer,
        Self::FruitBoxes,
        Self::Label,
        Self::Ledger,
        Self::Wall,
        Self::WallAfter,
        Self::SideDoor,
        Self::SideDoorAfter,
        Self::SortingFloor,
        Self::RecordSheet,
        Self::Shutter,
        Self::ExpiredDisinfectant,
        Self::Passage,
        Self::PassageAfter,
        Self::ProcedureMissing,
        Self::ProcedureUp,
        Self::LaneUnmanned,
        Self::GateOpen,
        Self::GateClosed,
        Self::RegisterGaps,
        Self::TempGunDead,
        Self::DoorAjar,
        Self::CrowdedCounter,
        Self::MinutesCopied,
        Self::ParcelsMixed,
        Self::VehicleUnsealed,
        Self::CanteenStore,
        Self::MedicineLedger,
        Self::DispenserEmpty,
        Self::EmptyPost,
    ];

    /// Stem of its files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Counter => "cold-counter",
            Self::Thermometer => "thermometer",
            Self::FruitBoxes => "fruit-boxes",
            Self::Label => "label",
            Self::Ledger => "ledger",
            Self::Wall => "wall-before",
            Self::WallAfter => "wall-after",
            Self::SideDoor => "side-door-before",
            Self::SideDoorAfter => "side-door-after",
            Self::SortingFloor => "sorting-floor",
            Self::RecordSheet => "record-sheet",
            Self::Shutter => "shutter",
            Self::ExpiredDisinfectant => "expired-disinfectant",
            Self::Passage => "passage-before",
            Self::PassageAfter => "passage-after",
            Self::ProcedureMissing => "procedure-before",
            Self::ProcedureUp => "procedure-after",
            Self::LaneUnmanned => "lane-unmanned",
            Self::GateOpen => "gate-before",
            Self::GateClosed => "gate-after",
            Self::RegisterGaps => "register-gaps",
            Self::TempGunDead => "temp-gun-dead",
            Self::DoorAjar => "door-ajar",
            Self::CrowdedCounter => "crowded-counter",
            Self::MinutesCopied => "minutes-copied",
            Self::ParcelsMixed => "parcels-mixed",
            Self::VehicleUnsealed => "vehicle-unsealed",
            Self::CanteenStore => "canteen-store",
            Self::MedicineLedger => "medicine-ledger",
            Self::DispenserEmpty => "dispenser-empty",
            Self::EmptyPost => "empty-post",
        }
    }

    /// EXIF orientation: 6 for photos taken with the telephone upright.
    #[must_use]
    pub fn orientation(self) -> u16 {
        match self {
            Self::Label
            | Self::SideDoor
            | Self::SideDoorAfter
            | Self::RecordSheet
            | Self::GateOpen
            | Self::GateClosed
            | Self::DoorAjar
            | Self::DispenserEmpty => 6,
            _ => 1,
        }
    }

    /// The photo of the same place when it was put right.
    #[must_use]
    pub fn after(self) -> Option<Self> {
        match self {
            Self::Wall => Some(Self::WallAfter),
            Self::SideDoor => Some(Self::SideDoorAfter),
            Self::Passage => Some(Self::PassageAfter),
            Self::ProcedureMissing => Some(Self::ProcedureUp),
            Self::GateOpen => Some(Self::GateClosed),
            _ => None,
        }
    }

    /// Sets the scene up.
    pub(super) fn world(self, seed: u64) -> World {
        let mut world = match self {
            Self::Counter => counter::whole(seed),
            Self::Thermometer => thermometer::display(seed),
            Self::FruitBoxes => boxes::stack(seed),
            Self::Label => boxes::label(seed),
            Self::Ledger => paper::ledger(seed),
            Self::Wall => wall::wall(seed, false),
            Self::WallAfter => wall::wall(seed, true),
            Self::SideDoor => lobby::side_door(seed, false),
            Self::SideDoorAfter => lobby::side_door(seed, true),
            Self::SortingFloor => depot::floor(seed),
            Self::RecordSheet => paper::sheet(seed),
            Self::Shutter => street::shutter(seed),
            Self::ExpiredDisinfectant => shelf::expired(seed),
            Self::Passage => passage::passage(seed, false),
            Self::PassageAfter => passage::passage(seed, true),
            Self::ProcedureMissing => workshop::wall(seed, false),
            Self::ProcedureUp => workshop::wall(seed, true),
            Self::LaneUnmanned => lane::unmanned(seed),
            Self::GateOpen => gate::gate(seed, false),
            Self::GateClosed => gate::gate(seed, true),
            Self::RegisterGaps => register::gaps(seed),
            Self::TempGunDead => wand::dead(seed),
            Self::DoorAjar => ward::ajar(seed),
            Self::CrowdedCounter => hall::crowded(seed),
            Self::MinutesCopied => register::copies(seed),
            Self::ParcelsMixed => belt::mixed(seed),
            Self::VehicleUnsealed => van::unsealed(seed),
            Self::CanteenStore => canteen::store(seed),
            Self::MedicineLedger => pharmacy::ledger(seed),
            Self::DispenserEmpty => entrance::dispenser(seed),
            Self::EmptyPost => post::empty(seed),
        };
        if Self::JOURNEY.contains(&self) {
            place::elsewhere(&mut world, seed);
        }
        world
    }
}
