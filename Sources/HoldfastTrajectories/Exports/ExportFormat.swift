// SPDX-License-Identifier: Apache-2.0
public import HoldfastCore

/// The layouts that stored episodes can be exported in; `docs/exports.md` describes each field by field.
public enum ExportFormat: String, Sendable, Codable, CaseIterable {
    /// A dataset folder of the Farama Foundation's Minari.
    case minari
    /// One HDF5 file as robomimic reads it.
    case robomimic
    /// One row an episode: the whole dialogue, JSON Lines.
    case chat
    /// One row an episode: `messages` up to the trained seat's last line, JSON Lines.
    case sft
    /// One row a line of the trained seat: `prompt` and `completion`, JSON Lines.
    case promptCompletion = "prompt-completion"
    /// One row a group: `prompt`, `chosen` and `rejected`, JSON Lines.
    case preferences
    /// One row an episode: `prompt`, `completion` and `label`, JSON Lines.
    case kto
    /// One JSON list of records as tau-bench writes them.
    case tauBench = "tau-bench"

    /// Whose lines are learned from unless somebody chooses: the user's; in tau-bench's records the agent's.
    public var usualSeat: Seat { self == .tauBench ? .agent : .user }

    /// The seats whose lines can be what is learned from.
    public var seats: [Seat] {
        switch self {
        case .tauBench: [.agent]
        case .robomimic: [.user]
        default: [.user, .agent]
        }
    }

    /// Whether a reward is part of the layout, so that episodes without one have no place in it.
    var needsReward: Bool {
        switch self {
        case .minari, .robomimic, .preferences, .kto: true
        case .chat, .sft, .promptCompletion, .tauBench: false
        }
    }
}
