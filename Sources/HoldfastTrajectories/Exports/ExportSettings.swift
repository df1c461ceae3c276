// SPDX-License-Identifier: Apache-2.0
public import HoldfastCore

/// What an export depends on beside the episodes and the layout.
public struct ExportSettings: Sendable {
    /// Whose lines are learned from: they get the role `assistant`.
    public var seat: Seat
    /// The text from which the simulator learns who it is and what it came for: the `system` message where the user is trained.
    public var prompt: @Sendable (Scenario) -> String
    /// The `system` message where the agent is trained; nil for none, because episodes do not hold what an agent was told.
    public var agentPrompt: String?
    /// What stands behind the line with which the user ended the dialogue, as `holdfast serve` writes it; empty for nothing.
    public var endMarker: String
    /// Preference pairs: by how much the rewards of a pair must differ, at least; equal rewards never make a pair.
    public var margin: Double
    /// KTO rows: rewards above are good and below are bad; nil takes the mean of the group.
    public var threshold: Double?
    /// Minari: identifier of the dataset, which is also where it lies below the folder of datasets.
    public var dataset: MinariDatasetID
    /// robomimic: tokens of the context in an observation.
    public var contextTokens: Int

    /// Settings for a seat; everything else as usual unless told otherwise.
    public init(
        seat: Seat, prompt: @escaping @Sendable (Scenario) -> String, agentPrompt: String? = nil, endMarker: String = "###STOP###",
        margin: Double = 0, threshold: Double? = nil, dataset: MinariDatasetID? = nil, contextTokens: Int = 256
    ) {
        self.seat = seat
        self.prompt = prompt
        self.agentPrompt = agentPrompt
        self.endMarker = endMarker
        self.margin = margin
        self.threshold = threshold
        self.dataset = dataset ?? .usual(for: seat)
        self.contextTokens = contextTokens
    }
}
