// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The adapters of a model: what LoRA trains, and what passes add to the products with its frozen weights.
final class Adapters {
    let configuration: LoRAConfiguration
    let layout: AdapterLayout
    /// A and B, at the offsets of the layout.
    let values: FloatBuffer
    let scale: Float

    /// All zero.
    /// - Throws: `configuration` for a rank, an alpha or targets that cannot be.
    init(_ configuration: LoRAConfiguration, _ model: ModelConfiguration, _ layout: ParameterLayout) throws {
        try configuration.validate()
        self.configuration = configuration
        self.layout = AdapterLayout(model, layout, rank: configuration.rank, targets: configuration.targets)
        values = FloatBuffer(count: self.layout.count)
        scale = Float(configuration.scale)
    }

    private init(copy other: Adapters) {
        configuration = other.configuration
        layout = other.layout
        values = FloatBuffer(count: other.values.count)
        values.copy(from: other.values)
        scale = other.scale
    }

    func copy() -> Adapters { Adapters(copy: self) }

    /// As PEFT begins: A uniform within 1 / sqrt(inputs), which is He et al. (2015, section 2.2) with a slope of sqrt(5); B zero.
    func initialize() {
        values.clear()
        for (index, tensor) in layout.tensors.enumerated() where tensor.name.hasSuffix(".lora_A.weight") {
            let bound = 1 / Double(tensor.shape[1]).squareRoot()
            // The group keeps the stream apart from those of the model's own first weights.
            var stream = RandomKey(seed: configuration.seed, step: index, group: 1, purpose: .initialization).stream
            for place in tensor.offset..<tensor.offset + tensor.count { values.base[place] = Float(bound * (2 * stream.uniform() - 1)) }
        }
    }

    /// Whether they change nothing, as at the beginning.
    var areNeutral: Bool {
        layout.tensors.filter { $0.name.hasSuffix(".lora_B.weight") }.allSatisfy { tensor in
            UnsafeBufferPointer(start: values.base + tensor.offset, count: tensor.count).allSatisfy { $0 == 0 }
        }
    }
}
