// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension Tinker {
    /// What `POST /forward_backward` and, of older clients, `POST /forward` ask: the losses of some sequences, and their gradients.
    ///
    /// Gradients add up until the next `OptimizerStepRequest`.
    public struct ForwardBackwardRequest: Hashable, Sendable {
        /// The model.
        public var modelID: String
        /// Counts a model's training requests from 1, with gaps where one failed; nil where the client does not count.
        public var sequenceID: Int?
        /// The sequences.
        public var data: [Datum]
        /// The loss function's name, such as `cross_entropy` or `ppo`.
        public var lossFunction: String
        /// The loss function's settings; what is not there has the loss's own default.
        public var lossConfiguration: [String: LossConfigurationValue]
        /// Whether gradients are left out.
        public var isForwardOnly: Bool

        /// A request.
        public init(
            modelID: String, sequenceID: Int?, data: [Datum], lossFunction: String,
            lossConfiguration: [String: LossConfigurationValue] = [:], isForwardOnly: Bool = false
        ) {
            self.modelID = modelID
            self.sequenceID = sequenceID
            self.data = data
            self.lossFunction = lossFunction
            self.lossConfiguration = lossConfiguration
            self.isForwardOnly = isForwardOnly
        }
    }
}

extension Tinker.ForwardBackwardRequest: Codable {
    private struct Input: Codable {
        var data: [Tinker.Datum]
        var lossFunction: String
        var lossConfiguration: [String: Tinker.LossConfigurationValue]?

        enum CodingKeys: String, CodingKey {
            case data
            case lossFunction = "loss_fn"
            case lossConfiguration = "loss_fn_config"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case modelID = "model_id"
        case sequenceID = "seq_id"
        case backward = "forward_backward_input"
        case forward = "forward_input"
    }

    /// Reads the JSON form of either address, which differ in the input's key.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let isForwardOnly = !fields.contains(.backward) && fields.contains(.forward)
        let input = try fields.decode(Input.self, forKey: isForwardOnly ? .forward : .backward)
        self.init(
            modelID: try fields.decode(String.self, forKey: .modelID), sequenceID: try fields.decodeIfPresent(Int.self, forKey: .sequenceID),
            data: input.data, lossFunction: input.lossFunction, lossConfiguration: input.lossConfiguration ?? [:], isForwardOnly: isForwardOnly)
    }

    /// Writes the JSON form, for `/forward` where gradients are left out.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        let configuration = lossConfiguration.isEmpty ? nil : lossConfiguration
        try fields.encode(
            Input(data: data, lossFunction: lossFunction, lossConfiguration: configuration), forKey: isForwardOnly ? .forward : .backward)
        try fields.encode(modelID, forKey: .modelID)
        try fields.encodeIfPresent(sequenceID, forKey: .sequenceID)
    }
}

extension Tinker.ForwardBackwardRequest: ProtobufMessage {
    /// `ForwardBackwardRequest`.
    public static var protobufName: StaticString { "ForwardBackwardRequest" }

    /// Reads the protobuf form. Settings come twice, numbers alone in field 5 and all in field 7, which counts.
    public init(from reader: inout ProtobufReader) throws {
        self.init(modelID: "", sequenceID: nil, data: [], lossFunction: "")
        var newer: [String: Tinker.LossConfigurationValue] = [:]
        while let field = try reader.next() {
            switch field.number {
            case 1: modelID = try reader.string(field)
            case 2: sequenceID = try reader.integer32(field)
            case 3:
                var inner = try reader.message(field, "data")
                data.append(try Tinker.Datum(from: &inner))
            case 4: lossFunction = try reader.string(field)
            case 5:
                let entry = try reader.entry(field, "loss_fn_config") { try $0.double($1) }
                lossConfiguration[entry.key] = .number(entry.value ?? 0)
            case 6: isForwardOnly = try reader.boolean(field)
            case 7:
                let entry = try reader.entry(field, "loss_fn_config_v2") { entry, part in
                    var inner = try entry.message(part, "value")
                    return try Tinker.LossConfigurationValue(from: &inner)
                }
                newer[entry.key] = entry.value ?? .number(0)
            default: try reader.skip(field)
            }
        }
        lossConfiguration.merge(newer) { $1 }
    }

    /// Writes the protobuf form. A sequence id of 0 cannot be told from none.
    ///
    /// - Throws: a `HoldfastError` where a piece of an input is no text, or the sequence id has more than 32 bits.
    public func write(to writer: inout ProtobufWriter) throws {
        if let sequenceID, Int32(exactly: sequenceID) == nil {
            throw HoldfastError(.format, "the sequence id \(sequenceID) has more than 32 bits")
        }
        writer.string(1, modelID)
        writer.integer(2, sequenceID ?? 0)
        for datum in data { try writer.message(3, datum.write) }
        writer.string(4, lossFunction)
        writer.map(5, lossConfiguration.compactMapValues(\.number)) { $1.double(2, $0) }
        writer.boolean(6, isForwardOnly)
        try writer.map(7, lossConfiguration) { value, entry in try entry.message(2, value.write) }
    }
}
