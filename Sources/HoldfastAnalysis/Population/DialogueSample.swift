// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// The features of some dialogues, chosen by hashes of where they stand and of their seeds: the same ones in every order of reading.
struct DialogueSample: Sendable {
    struct Dialogue: Sendable {
        let key: UInt64
        let cluster: ClusterKey
        let features: [Double]
    }

    let most: Int
    /// In order of their keys.
    private(set) var dialogues: [Dialogue] = []

    init(most: Int = 512) {
        self.most = most
    }

    mutating func add(_ stored: StoredEpisode, _ style: DialogueStyle) {
        let key = stored.lot
        guard dialogues.count < most || key < dialogues[most - 1].key, let features = style.features else { return }
        insert(Dialogue(key: key, cluster: stored.cluster, features: features))
    }

    mutating func merge(_ other: DialogueSample) {
        for dialogue in other.dialogues { insert(dialogue) }
    }

    private mutating func insert(_ dialogue: Dialogue) {
        var (low, high) = (0, dialogues.count)
        while low < high {
            let middle = (low + high) / 2
            if dialogues[middle].key < dialogue.key { low = middle + 1 } else { high = middle }
        }
        guard low < most else { return }
        dialogues.insert(dialogue, at: low)
        if dialogues.count > most { dialogues.removeLast() }
    }
}

extension StoredEpisode {
    /// A number that looks random and follows from where the episode stands, its seeds and its persona: who draws by it draws the same ones in
    /// every order of reading.
    var lot: UInt64 {
        var key = mixed(scored.episode.samplingSeed &+ mixed(scored.episode.scenario.seed ^ UInt64(cluster.bits) << 40))
        key = mixed(key ^ UInt64(truncatingIfNeeded: scored.episode.id.step))
        key = mixed(key ^ UInt64(truncatingIfNeeded: scored.episode.id.group))
        return mixed(key ^ UInt64(truncatingIfNeeded: scored.episode.id.rollout))
    }

    /// The same from 0 to 1, as a weight of `EpisodeSample`: there equal weights would cost a hash of the episode's name each.
    var lotWeight: Double { Double(lot >> 11) * 0x1p-53 }
}

/// The finaliser of SplitMix64, a bijection that spreads every bit.
private func mixed(_ value: UInt64) -> UInt64 {
    var value = value &+ 0x9E37_79B9_7F4A_7C15
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
}
