// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension Tinker {
    /// What a model is given: pieces, one after another.
    public struct ModelInput: Codable, Hashable, Sendable {
        /// The pieces.
        public var chunks: [Chunk]

        /// An input of these pieces.
        public init(chunks: [Chunk]) { self.chunks = chunks }

        /// An input of one piece of text.
        public init(tokens: [Int32]) { chunks = [.encodedText(tokens)] }

        /// The token ids of all pieces.
        ///
        /// - Throws: a `HoldfastError` with code `usage` where a piece is no text.
        public var tokens: [Int32] { get throws { try chunks.flatMap { try $0.tokens } } }
    }

    /// One training sequence: an input, and what the loss needs about it.
    ///
    /// The tensors of a loss, such as `target_tokens`, `weights`, `logprobs` and `advantages`, have a place for each token of the input;
    /// targets are shifted already.
    public struct Datum: Codable, Hashable, Sendable {
        /// The input.
        public var modelInput: ModelInput
        /// The loss's tensors by their names.
        public var lossInputs: [String: Tensor]

        private enum CodingKeys: String, CodingKey {
            case modelInput = "model_input"
            case lossInputs = "loss_fn_inputs"
        }

        /// A training sequence.
        public init(modelInput: ModelInput, lossInputs: [String: Tensor]) {
            self.modelInput = modelInput
            self.lossInputs = lossInputs
        }

        /// Reads the JSON form.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            modelInput = try fields.decode(ModelInput.self, forKey: .modelInput)
            lossInputs = try fields.value(.lossInputs, or: [:])
        }
    }
}

extension Tinker.Datum: ProtobufMessage {
    /// `Datum`.
    public static var protobufName: StaticString { "Datum" }

    /// Reads the protobuf form.
    public init(from reader: inout ProtobufReader) throws {
        self.init(modelInput: Tinker.ModelInput(chunks: []), lossInputs: [:])
        while let field = try reader.next() {
            switch field.number {
            case 1:
                var inner = try reader.message(field, "model_input")
                modelInput.chunks.append(try Tinker.Chunk(from: &inner))
            case 2:
                let entry = try reader.entry(field, "loss_fn_inputs") { entry, part in
                    var inner = try entry.message(part, "value")
                    return try Tinker.Tensor(from: &inner)
                }
                guard let tensor = entry.value else { throw reader.problem("loss_fn_inputs has a name without a tensor", at: field.offset) }
                lossInputs[entry.key] = tensor
            default: try reader.skip(field)
            }
        }
    }

    /// Writes the protobuf form.
    public func write(to writer: inout ProtobufWriter) throws {
        for chunk in modelInput.chunks { try writer.message(1, chunk.write) }
        try writer.map(2, lossInputs) { tensor, entry in try entry.message(2, tensor.write) }
    }
}
