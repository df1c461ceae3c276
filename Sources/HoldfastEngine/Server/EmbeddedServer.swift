// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
public import HoldfastModels

/// The model server that runs in this process: a decoder of Llama's family, with its own forward and backward pass on the CPU.
///
/// Weights are float32; products run in float32 or, with `Precision.bfloat16`, on rounded copies. What `sample` uses is a copy that `publish` refreshes; `step` alone changes nothing that is sampled.
/// Everything uses all the configured threads. Completions of all calls are sampled together, step by step, and what is scored or trained comes between
/// two steps. Results are the same bits in every run with the same inputs and number of threads, and what is sampled does not depend on what
/// else is being sampled.
public actor EmbeddedServer: ModelServer {
    /// The shape of the model.
    public nonisolated let model: ModelConfiguration
    /// It trains, scores and resumes exactly; context length and vocabulary are the model's.
    public nonisolated let capabilities: ServerCapabilities
    /// Number of trained numbers; a tied head counts once.
    public nonisolated let parameterCount: Int

    let layout: ParameterLayout
    private let configuration: EngineConfiguration
    private let lanes: Lanes
    let weights: FloatBuffer
    private let base: FloatBuffer?
    /// The same in bfloat16, where products run in it; those of the trained weights are made anew after each change.
    private let panels: WeightPanels?
    private let basePanels: WeightPanels?
    private var panelsAreStale = true
    let published: SamplerWeights
    let generator: Generator
    var callers = SampleCallers()
    let accumulator: GradientAccumulator
    private let optimizer: AdamW
    private(set) var version = 0
    private var hasSteppedSincePublish = false

    /// A model with random weights: normal with standard deviation 0.02, smaller where a layer writes into the residual stream.
    ///
    /// - Throws: `model` for a shape that cannot be, `capacity` when threads cannot be started.
    public init(model: ModelConfiguration, seed: UInt64, configuration: EngineConfiguration) throws {
        try self.init(model, configuration) { weights, layout in
            Initialization.fill(weights, layout: layout, layers: model.layers, seed: seed)
        }
    }

    /// A model from a Hugging Face folder: `config.json` and `model.safetensors`, or its shards with their index, in float32, bfloat16 or float16.
    ///
    /// - Throws: `file`, `format` or `model`, naming the file, the tensor or option, and what to do.
    public init(folder: String, configuration: EngineConfiguration) throws {
        let model = try ConfigurationFile.read(folder: folder)
        try self.init(model, configuration) { weights, layout in
            try WeightsFile.read(folder: folder, layout: layout, tied: model.tiedEmbeddings, into: weights)
        }
    }

    private init(
        _ model: ModelConfiguration, _ configuration: EngineConfiguration, fill: (FloatBuffer, ParameterLayout) throws -> Void
    ) throws {
        try model.validate()
        try configuration.precision.checkMachine()
        let layout = ParameterLayout(model)
        let lanes = try Lanes(count: configuration.threads)
        let rotary = RotaryTables(model)
        let weights = FloatBuffer(count: layout.count)
        try fill(weights, layout)
        self.model = model
        self.layout = layout
        self.configuration = configuration
        self.lanes = lanes
        self.weights = weights
        parameterCount = layout.count
        capabilities = ServerCapabilities(
            trains: true, scores: true, resumesExactly: true, contextLength: model.contextLength, vocabularySize: model.vocabularySize)
        if configuration.keepsBase {
            let base = FloatBuffer(count: layout.count)
            base.copy(from: weights)
            self.base = base
        } else {
            base = nil
        }
        let isHalf = configuration.precision == .bfloat16
        panels = isHalf ? WeightPanels(model, layout, backward: true) : nil
        basePanels = isHalf && configuration.keepsBase ? WeightPanels(model, layout, backward: false) : nil
        basePanels?.refresh(from: weights, lanes: lanes)
        published = SamplerWeights(model, layout, precision: configuration.precision)
        published.publish(weights, model: model, layout: layout, lanes: lanes)
        generator = try Generator(
            model, layout, rotary, lanes: lanes, cacheBytes: configuration.cacheBytes, precision: configuration.precision)
        accumulator = GradientAccumulator(model, layout, rotary, lanes: lanes, budget: configuration.microBatchTokens)
        optimizer = AdamW(count: layout.count)
    }

    // MARK: Training

    /// - Throws: `model` when base weights are asked for and `EngineConfiguration.keepsBase` is off, or a sequence cannot be scored.
    public func score(_ sequences: [[Int32]], temperature: Float, weights set: WeightSet) throws -> [[Float]] {
        switch set {
        case .current: return try accumulator.score(sequences, temperature: temperature, weights: trained())
        case .base:
            guard let base else {
                throw HoldfastError(.model, "the base weights were not kept; create the embedded server with keepsBase set to score under them")
            }
            let weights = PassWeights(base: base.base, panels: basePanels)
            return try accumulator.score(sequences, temperature: temperature, weights: weights)
        }
    }

    /// Adds the gradients of a batch. The head is computed for the tokens in the loss alone, and rows after the last of them not at all.
    ///
    /// - Throws: `model` for sequences that are too long, hold foreign tokens, or whose arrays do not fit together; nothing is added then.
    public func accumulate(_ batch: TrainingBatch, objective: any Objective) throws -> LossReport {
        try accumulator.accumulate(batch, objective: objective, weights: trained())
    }

    /// The trained weights as a pass reads them.
    private func trained() -> PassWeights {
        if panelsAreStale {
            panels?.refresh(from: weights, lanes: lanes)
            panelsAreStale = false
        }
        return PassWeights(base: weights.base, panels: panels)
    }

    /// Updates the weights with the gradients gathered since the last step, and clears these. What is sampled from changes with `publish`.
    public func step(_ step: OptimizerStep) -> StepReport {
        accumulator.collect()
        let report = optimizer.apply(step, gradients: accumulator.gradients, to: weights, lanes: lanes)
        accumulator.clear()
        panelsAreStale = true
        if report.applied { hasSteppedSincePublish = true }
        return report
    }

    /// The version stays the same when no `step` that was applied came before. Completions in flight are finished first; what is asked for
    /// meanwhile is sampled from the new weights, so a reply is of one version.
    public func publish() async -> Int {
        await pauseSampling()
        defer { resumeSampling() }
        if hasSteppedSincePublish {
            hasSteppedSincePublish = false
            version += 1
        }
        refreshSampler()
        return version
    }

    private func refreshSampler() {
        published.publish(weights, model: model, layout: layout, lanes: lanes)
        generator.releaseAll()
    }

    // MARK: Files

    /// Writes weights, optimizer state and version into an existing folder: a Hugging Face model plus `optimizer.safetensors`.
    ///
    /// Gradients that no `step` has used are not part of it. Every file is written beside its place and renamed.
    /// - Throws: `model` for weights that are not finite, `file`, or `capacity` when the disk is full.
    public func save(to directory: String) throws {
        try exportModel(to: directory)
        try OptimizerFile.write(optimizer, version: version, layout: layout, to: directory + "/" + OptimizerFile.name)
    }

    /// Continues from what `save` wrote, bit for bit. Pending gradients and sessions are dropped; the base weights stay. Completions in flight are
    /// finished first.
    ///
    /// - Throws: `file`, `format` or `model`; the server is then unchanged.
    public func restore(from directory: String) async throws {
        await pauseSampling()
        defer { resumeSampling() }
        let stored = try ConfigurationFile.read(folder: directory)
        guard stored == model else {
            throw HoldfastError(.model, "the checkpoint \(directory) is of a model of another shape; restore it with the model it was made from")
        }
        let (loaded, mean, square) = (FloatBuffer(count: layout.count), FloatBuffer(count: layout.count), FloatBuffer(count: layout.count))
        try WeightsFile.read(folder: directory, layout: layout, tied: model.tiedEmbeddings, into: loaded)
        let state = try OptimizerFile.read(directory + "/" + OptimizerFile.name, layout: layout, mean: mean, square: square)
        weights.copy(from: loaded)
        panelsAreStale = true
        optimizer.mean.copy(from: mean)
        optimizer.square.copy(from: square)
        optimizer.steps = state.steps
        version = state.version
        accumulator.clear()
        hasSteppedSincePublish = false
        refreshSampler()
    }

    /// Writes the trained weights as a Hugging Face model: `config.json` and `model.safetensors`, into an existing folder.
    ///
    /// - Parameter halfWidth: store bfloat16 instead of float32: half the size, rounded.
    /// - Throws: `model` for weights that are not finite, and nothing is written then; `file`, or `capacity` when the disk is full.
    public func exportModel(to folder: String, halfWidth: Bool = false) throws {
        guard weights.isFinite else { throw Divergence.error("nothing was saved, for the weights are not finite") }
        try WeightsFile.write(weights, layout: layout, halfWidth: halfWidth, to: folder + "/" + WeightsFile.name)
        try ConfigurationFile.write(model, elementType: halfWidth ? "bfloat16" : "float32", folder: folder)
    }
}
