// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// What is known about the model at the server: which requests it was sent, which gradients are still to be sent, and whether its state
/// is known at all.
///
/// A pure value. A request whose reply is lost may or may not have been carried out; from then on nothing but `restored` helps.
struct TrainingLedger: Sendable {
    /// A row with the gradient that the next step is to follow.
    struct PendingRow: Sendable {
        var row: LossRow
        var gradient: [Double]
        var current: [Float]
    }

    /// Version of the stepped weights.
    private(set) var version = 0
    private(set) var hasSteppedSincePublish = false
    /// Rows that go out with the next step.
    private(set) var pending: [PendingRow] = []
    /// Sequences whose gradients the server holds already.
    private(set) var sent = 0
    /// Whether a gradient of the coming step is not finite.
    private(set) var isBroken = false
    private var sequence = 0
    private var unknown: String?

    /// The id of the next training request: they are counted from 1, whatever becomes of them.
    mutating func nextSequence() -> Int {
        sequence += 1
        return sequence
    }

    /// Refuses to go on with a model of which nobody knows what it is.
    /// - Throws: `server`.
    func requireKnown() throws {
        guard let unknown else { return }
        throw HoldfastError(.server, "\(unknown); the state of the model there is not known, so resume from the last checkpoint")
    }

    /// The reply to a request that changes the model was lost, or its job failed halfway.
    mutating func lost(_ what: String) { unknown = what }

    mutating func add(_ rows: [PendingRow]) { pending += rows }
    mutating func addSent(_ count: Int) { sent += count }
    /// All rows that waited are at the server.
    mutating func pendingSent() { pending = [] }

    /// A gradient that is not finite must not reach the server, which has no way to forget it.
    mutating func breakStep() { isBroken = true }

    /// The step is over.
    mutating func stepped(applied: Bool) {
        pending = []
        sent = 0
        isBroken = false
        if applied { hasSteppedSincePublish = true }
    }

    /// A sampler has the weights.
    mutating func published() {
        if hasSteppedSincePublish { version += 1 }
        hasSteppedSincePublish = false
    }

    /// The model is that of a checkpoint.
    mutating func restored(version: Int, isNewModel: Bool) {
        let sequence = isNewModel ? 0 : self.sequence
        self = TrainingLedger()
        self.sequence = sequence
        self.version = version
    }
}
