// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels
import HoldfastCore

/// Lanes add to one set of gradients in a fixed order: for every tensor micro-batch after micro-batch, round after round over the lanes.
///
/// So sums depend on how sequences were dealt but not on timing, and no lane needs gradients of its own. All lanes walk the network at
/// about the same pace, which makes a turn come by the time it is waited for.
final class GradientTurns {
    private let handle: OpaquePointer
    /// Additions of one micro-batch.
    let count: Int
    /// Whether the first addition, that of the head, and the last, that of the embedding, are to the same tensor.
    private let endsMeet: Bool

    /// - Throws: `capacity` where there is no memory.
    init(count: Int, endsMeet: Bool) throws {
        guard let handle = hf_turns_create(count) else { throw HoldfastError(.capacity, "no memory is left for the engine's threads") }
        self.handle = handle
        self.count = count
        self.endsMeet = endsMeet
    }

    deinit { hf_turns_destroy(handle) }

    /// Where each micro-batch stands in the order.
    struct Place {
        /// How many come before it, before its round, and before the next round.
        var before: Int
        var beforeRound: Int
        var afterRound: Int
    }

    /// - Parameter batches: how many micro-batches each lane has.
    /// - Returns: per lane the places of its micro-batches.
    static func places(_ batches: [Int]) -> [[Place]] {
        var places = batches.map { _ in [Place]() }
        var before = 0
        for round in 0..<(batches.max() ?? 0) {
            let members = batches.indices.filter { batches[$0] > round }
            for (offset, lane) in members.enumerated() {
                places[lane].append(Place(before: before + offset, beforeRound: before, afterRound: before + members.count))
            }
            before += members.count
        }
        return places
    }

    /// Begins anew, while no lane is at work.
    func reset() { hf_turns_reset(handle, count) }

    /// Runs an addition when it is its turn.
    func take(_ turn: Int, _ place: Place, _ add: () -> Void) {
        hf_turns_wait(handle, turn, place.before)
        if endsMeet, turn == 0 { hf_turns_wait(handle, count - 1, place.beforeRound) }
        if endsMeet, turn == count - 1 { hf_turns_wait(handle, 0, place.afterRound) }
        add()
        hf_turns_pass(handle, turn)
    }
}

/// What one micro-batch adds to the gradients: every tensor once, in the order of the backward pass, which is the same for all micro-batches.
final class GradientWriter {
    /// Whether adapters alone are trained: what is added to the model's own weights is left out, and takes no turn.
    let isOfAdapters: Bool
    private let base: UnsafeMutablePointer<Float>
    private let turns: GradientTurns
    private let place: GradientTurns.Place
    private var turn = 0

    init(_ base: UnsafeMutablePointer<Float>, _ turns: GradientTurns, _ place: GradientTurns.Place, ofAdapters: Bool = false) {
        isOfAdapters = ofAdapters
        self.base = base
        self.turns = turns
        self.place = place
    }

    /// Calls `add` with where the tensor's gradient stands.
    func add(to offset: Int, _ add: (UnsafeMutablePointer<Float>) -> Void) {
        guard !isOfAdapters else { return }
        turns.take(turn, place) { add(base + offset) }
        turn += 1
    }

    /// Calls `add` with where the gradients of all adapters stand, to add to those of one matrix.
    func addToAdapters(_ add: (UnsafeMutablePointer<Float>) -> Void) {
        turns.take(turn, place) { add(base) }
        turn += 1
    }
}
