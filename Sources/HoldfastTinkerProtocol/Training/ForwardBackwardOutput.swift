// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension Tinker {
    /// The result of a `ForwardBackwardRequest`.
    public struct ForwardBackwardOutput: Hashable, Sendable {
        /// What the outputs are; servers write `ArrayRecord`, older ones `scalar`.
        public var outputType: String
        /// The tensors of each sequence by their names, in the order of the request; `logprobs` are natural logarithms.
        public var outputs: [[String: Tensor]]
        /// The metrics; what they are to be called, `MetricKey` checks.
        public var metrics: [String: Double]

        /// A result.
        public init(outputType: String = "ArrayRecord", outputs: [[String: Tensor]], metrics: [String: Double]) {
            self.outputType = outputType
            self.outputs = outputs
            self.metrics = metrics
        }

        /// A result whose metrics have names that clients can take.
        public init(outputs: [[String: Tensor]], metrics: [MetricKey: Double]) {
            self.init(outputs: outputs, metrics: Dictionary(metrics.map { ($0.key.description, $0.value) }) { $1 })
        }
    }
}

extension Tinker.ForwardBackwardOutput: Codable {
    private enum CodingKeys: String, CodingKey {
        case metrics
        case outputType = "loss_fn_output_type"
        case outputs = "loss_fn_outputs"
    }

    /// Reads the JSON form.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        outputType = try fields.value(.outputType, or: "ArrayRecord")
        outputs = try fields.decode([[String: Tinker.Tensor]].self, forKey: .outputs)
        metrics = try fields.numbers(.metrics)
    }

    /// Writes the JSON form.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(outputType, forKey: .outputType)
        try fields.encode(outputs, forKey: .outputs)
        try fields.encode(numbers: metrics, forKey: .metrics)
    }
}

extension Tinker.ForwardBackwardOutput: ProtobufMessage {
    /// `ForwardBackwardOutput`.
    public static var protobufName: StaticString { "ForwardBackwardOutput" }

    /// Reads the protobuf form.
    public init(from reader: inout ProtobufReader) throws {
        self.init(outputType: "", outputs: [], metrics: [:] as [String: Double])
        var empty = 0
        while let field = try reader.next() {
            switch field.number {
            case 1: outputType = try reader.string(field)
            case 2:
                var inner = try reader.message(field, "loss_fn_outputs")
                let record = try ArrayRecord(from: &inner)
                if record.fields.isEmpty { empty += record.count }
                guard empty <= ArrayRecord.mostEmpty else { throw reader.problem("\(empty) data without any output", at: field.offset) }
                outputs += try record.outputs()
            case 3:
                let entry = try reader.entry(field, "metrics") { try $0.double($1) }
                metrics[entry.key] = entry.value ?? 0
            default: try reader.skip(field)
            }
        }
    }

    /// Writes the protobuf form: consecutive sequences with tensors of the same names, kinds and trailing dimensions share a record.
    ///
    /// - Throws: a `HoldfastError` where a tensor has a dimension of size 0 after the first.
    public func write(to writer: inout ProtobufWriter) throws {
        writer.string(1, outputType)
        var start = 0
        while start < outputs.count {
            var end = start + 1
            while end < outputs.count, try ArrayRecord.fit(outputs[start], outputs[end]) { end += 1 }
            writer.message(2, try ArrayRecord(outputs[start..<end]).write)
            start = end
        }
        writer.map(3, metrics) { $1.double(2, $0) }
    }
}
