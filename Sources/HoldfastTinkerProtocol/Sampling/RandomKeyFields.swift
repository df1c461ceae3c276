// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

extension Tinker {
    /// The name of a random stream on the wire. The seed is a text, since it has more bits than a number of JSON is sure to keep.
    public struct RandomKeyFields: Codable, Hashable, Sendable {
        /// The stream of the first sequence; the others are those of the next rollouts.
        public var key: RandomKey

        private enum CodingKeys: String, CodingKey { case seed, step, group, rollout, turn, purpose }

        /// The fields of a key.
        public init(_ key: RandomKey) { self.key = key }

        /// Reads the JSON form.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            guard let seed = UInt64(try fields.decode(String.self, forKey: .seed)) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .seed, in: fields, debugDescription: "the seed is no number of 64 bits in decimal digits")
            }
            let number = try fields.decode(UInt32.self, forKey: .purpose)
            guard let purpose = RandomPurpose(rawValue: number) else {
                throw DecodingError.dataCorruptedError(forKey: .purpose, in: fields, debugDescription: "the purpose \(number) is not known")
            }
            key = RandomKey(
                seed: seed, step: Int(try fields.decode(UInt32.self, forKey: .step)), group: Int(try fields.decode(UInt32.self, forKey: .group)),
                rollout: Int(try fields.decode(UInt32.self, forKey: .rollout)), turn: Int(try fields.decode(UInt32.self, forKey: .turn)),
                purpose: purpose)
        }

        /// Writes the JSON form.
        public func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode("\(key.seed)", forKey: .seed)
            try fields.encode(key.step, forKey: .step)
            try fields.encode(key.group, forKey: .group)
            try fields.encode(key.rollout, forKey: .rollout)
            try fields.encode(key.turn, forKey: .turn)
            try fields.encode(key.purpose.rawValue, forKey: .purpose)
        }
    }
}
