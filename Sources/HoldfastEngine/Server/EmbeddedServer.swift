// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
public import HoldfastModels

/// The model server that runs in this process: a decoder of Llama's family, with its own forward and backward pass on the CPU.
///
/// Weights are float32; products run in float32 or, with `Precision.bfloat16`, on rounded copies. What `sample` uses is a copy that `publish` refreshes; `step` alone changes nothing that is sampled.
/// With `EngineConfiguration.lora` the weights stay as they are and adapters are trained, which `publish` merges into what is sampled with.
/// Everything uses all the configured threads. Completions of all calls are sampled together, step by step, and what is scored or trained comes between
/// two steps. Results are the same bits in every run with the same inputs and number of threads, and what is sampled does not depend on what
/// else is being sampled.
public actor EmbeddedServer: LossEvaluating, TokenStreaming {
    /// The shape of the model.
    public nonisolated let model: ModelConfiguration
    /// It trains, scores and resumes exactly; context length and vocabulary are the model's.
    public nonisolated let capabilities: ServerCapabilities
    /// Number of the model's numbers; a tied head counts once.
    public nonisolated let parameterCount: Int
    /// Number of trained numbers: all of them, or with LoRA those of the adapters.
    public nonisolated let trainedCount: Int

    let layout: ParameterLayout
    private let configuration: EngineConfiguration
    let lanes: Lanes
    /// Those of the model, which are trained unless there are adapters.
    let weights: FloatBuffer
    let adapters: Adapters?
    /// What `WeightSet.base` scores under: a copy of all weights, or with LoRA the adapters that training started from where these do something.
    private let base: FloatBuffer?
    private let baseAdapters: Adapters?
    /// Folder of the model, absolute; nil for one made here.
    private let folder: String?
    /// The base in bfloat16, where products run in it.
    private let basePanels: WeightPanels?
    /// The trained weights in bfloat16, made anew after each change. Up to the next step the forward panels are those of the sampler.
    private let backwardPanels: WeightPanels?
    private var forwardPanels: WeightPanels?
    private var panelsAreStale = true
    let published: SamplerWeights
    let generator: Generator
    var callers = SampleCallers()
    let door = Door()
    let accumulator: GradientAccumulator
    private let optimizer: AdamW
    private(set) var version = 0
    private var hasSteppedSincePublish = false

    /// A model with random weights: normal with standard deviation 0.02, smaller where a layer writes into the residual stream.
    ///
    /// - Throws: `model` for a shape that cannot be, `capacity` when threads cannot be started.
    public init(model: ModelConfiguration, seed: UInt64, configuration: EngineConfiguration) throws {
        try self.init(model, configuration, folder: nil) { weights, layout in
            Initialization.fill(weights, layout: layout, layers: model.layers, seed: seed)
        } adapt: {
            $0.initialize()
        }
    }

    /// A model from a Hugging Face folder: `config.json` and `model.safetensors`, or its shards with their index, in float32, bfloat16 or float16.
    /// Or an adapter from a folder in PEFT's layout, with the model that it names: without `EngineConfiguration.lora` it is merged into the weights,
    /// with the same rank, alpha and targets it is trained on.
    ///
    /// - Throws: `file`, `format`, `model` or `configuration`, naming the file, the tensor or option, and what to do.
    public init(folder: String, configuration: EngineConfiguration) throws {
        let adapter = AdapterFolder.exists(at: folder) ? try AdapterFolder(path: folder) : nil
        let base = try adapter?.base() ?? folder
        let model = try ConfigurationFile.read(folder: base)
        let isMerged = configuration.lora == nil
        try self.init(model, configuration, folder: URL(fileURLWithPath: base).standardizedFileURL.path) { weights, layout in
            try WeightsFile.read(folder: base, layout: layout, tied: model.tiedEmbeddings, into: weights)
            if isMerged { try adapter?.merge(model, layout, into: weights) }
        } adapt: { adapters in
            guard let adapter else { return adapters.initialize() }
            try adapter.checkTrains()
            try adapter.read(into: adapters)
        }
    }

    private init(
        _ model: ModelConfiguration, _ configuration: EngineConfiguration, folder: String?, fill: (FloatBuffer, ParameterLayout) throws -> Void,
        adapt: (Adapters) throws -> Void
    ) throws {
        try model.validate()
        try configuration.precision.checkMachine()
        let layout = ParameterLayout(model)
        let lanes = try Lanes(count: configuration.threads)
        let rotary = RotaryTables(model)
        let weights = FloatBuffer(count: layout.count)
        try fill(weights, layout)
        let adapters = try configuration.lora.map { try Adapters($0, model, layout) }
        if let adapters { try adapt(adapters) }
        self.model = model
        self.layout = layout
        self.configuration = configuration
        self.lanes = lanes
        self.weights = weights
        self.folder = folder
        self.adapters = adapters
        parameterCount = layout.count
        trainedCount = adapters?.layout.count ?? layout.count
        capabilities = ServerCapabilities(
            trains: true, scores: true, resumesExactly: true, contextLength: model.contextLength, vocabularySize: model.vocabularySize,
            sampling: .all)
        baseAdapters = adapters.flatMap { $0.areNeutral ? nil : $0.copy() }
        let copiesBase = configuration.keepsBase && adapters == nil
        if copiesBase {
            let base = FloatBuffer(count: layout.count)
            base.copy(from: weights)
            self.base = base
        } else {
            base = nil
        }
        let isHalf = configuration.precision == .bfloat16
        backwardPanels = isHalf ? WeightPanels(model, layout, .bfloat16, .backward) : nil
        basePanels = isHalf && copiesBase ? WeightPanels(model, layout, .bfloat16, .forward) : nil
        basePanels?.refresh(from: weights, lanes: lanes)
        published = SamplerWeights(model, layout, precision: configuration.precision, frozen: adapters == nil ? nil : weights)
        published.publish(weights, layout: layout, lanes: lanes)
        if let baseAdapters { published.publish(baseAdapters, on: weights, lanes: lanes) }
        generator = try Generator(
            model, layout, rotary, lanes: lanes, cacheBytes: configuration.cacheBytes, precision: configuration.precision)
        let budget = ActivationBudget(
            model, lanes: lanes.count, bytes: configuration.activationBytes, tokens: configuration.microBatchTokens)
        accumulator = try GradientAccumulator(model, layout, rotary, lanes: lanes, budget: budget, adapters: adapters?.layout)
        optimizer = AdamW(count: trainedCount)
    }

    /// Whether memory is given back while it rests, the activations during sampling and the spare cache during training: clearing it anew costs
    /// some hundredths of a step, so below a gibibyte in all everything stays.
    var isLarge: Bool {
        // Weights, the sampler's, gradients and two moments; of LoRA mostly the first two.
        let state = 4 * (2 * parameterCount + 3 * trainedCount)
        return state + accumulator.mostBytes + generator.usedCacheBytes > 1 << 30
    }

    // MARK: Training

    /// - Throws: `model` when base weights are asked for and `EngineConfiguration.keepsBase` is off, or a sequence cannot be scored.
    public func score(_ sequences: [[Int32]], temperature: Float, weights set: WeightSet) throws -> [[Float]] {
        switch set {
        case .current: return try accumulator.score(sequences, temperature: temperature, weights: trained())
        case .base where adapters != nil:
            return try accumulator.score(sequences, temperature: temperature, weights: frozen(with: baseAdapters))
        case .base:
            guard let base else {
                throw HoldfastError(.model, "the base weights were not kept; create the embedded server with keepsBase set to score under them")
            }
            let weights = PassWeights(base: base.base, forward: basePanels)
            return try accumulator.score(sequences, temperature: temperature, weights: weights)
        }
    }

    /// Adds the gradients of a batch. The head is computed for the tokens in the loss alone, and rows after the last of them not at all.
    ///
    /// - Throws: `model` for sequences that are too long, hold foreign tokens, or whose arrays do not fit together; nothing is added then.
    public func accumulate(_ batch: TrainingBatch, objective: any Objective) throws -> LossReport {
        if isLarge { generator.releaseMemory() }
        return try accumulator.accumulate(batch, objective: objective, weights: trained())
    }

    /// The same without gradients.
    ///
    /// - Throws: what `accumulate` throws.
    public func evaluate(_ batch: TrainingBatch, objective: any Objective) throws -> LossReport {
        try accumulator.accumulate(batch, objective: objective, weights: trained(), adds: false)
    }

    /// The trained weights as a pass reads them.
    private func trained() -> PassWeights {
        guard adapters == nil else { return frozen(with: adapters) }
        guard let backwardPanels else { return PassWeights(base: weights.base, forward: hasSteppedSincePublish ? nil : published.panels) }
        if hasSteppedSincePublish, forwardPanels == nil { forwardPanels = WeightPanels(model, layout, .bfloat16, .forward) }
        if panelsAreStale {
            backwardPanels.refresh(from: weights, lanes: lanes)
            if hasSteppedSincePublish { forwardPanels?.refresh(from: weights, lanes: lanes) }
            panelsAreStale = false
        }
        return PassWeights(base: weights.base, forward: hasSteppedSincePublish ? forwardPanels : published.panels, backward: backwardPanels)
    }

    /// The weights under adapters. Their panels are made once; the sampler's hold merged ones.
    private func frozen(with adapters: Adapters?) -> PassWeights {
        guard let backwardPanels else { return PassWeights(base: weights.base, adapters: adapters) }
        let forward = forwardPanels ?? WeightPanels(model, layout, .bfloat16, .forward)
        if forwardPanels == nil {
            backwardPanels.refresh(from: weights, lanes: lanes)
            forward.refresh(from: weights, lanes: lanes)
            forwardPanels = forward
        }
        return PassWeights(base: weights.base, forward: forward, backward: backwardPanels, adapters: adapters)
    }

    /// Updates the weights with the gradients gathered since the last step, and clears these. What is sampled from changes with `publish`.
    public func step(_ step: OptimizerStep) -> StepReport {
        let report = optimizer.apply(step, gradients: accumulator.gradients, to: adapters?.values ?? weights, lanes: lanes)
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
        if let adapters {
            published.publish(adapters, on: weights, lanes: lanes)
        } else {
            published.publish(weights, layout: layout, lanes: lanes)
        }
        generator.releaseAll()
    }

    // MARK: Files

    /// Writes what is trained, optimizer state and version into an existing folder: a Hugging Face model, or with LoRA an adapter in PEFT's layout
    /// that names the model's folder, plus `optimizer.safetensors`.
    ///
    /// Gradients that no `step` has used are not part of it. Every file is written beside its place and renamed.
    /// - Throws: `model` for weights that are not finite, `file`, or `capacity` when the disk is full.
    public func save(to directory: String) throws {
        if let adapters {
            guard adapters.values.isFinite else { throw Divergence.error("nothing was saved, for the adapters are not finite") }
            try AdapterFolder.write(adapters, base: folder, to: directory)
        } else {
            try exportModel(to: directory)
        }
        try OptimizerFile.write(optimizer, version: version, tensors: trainedTensors, to: directory + "/" + OptimizerFile.name)
    }

    private var trainedTensors: [ParameterTensor] { adapters?.layout.tensors ?? layout.tensors }

    /// Continues from what `save` wrote, bit for bit. Pending gradients and sessions are dropped; the base weights stay. Completions in
    /// flight are finished first.
    ///
    /// - Throws: `file`, `format`, `model`, or `configuration` for adapters of another rank, alpha or targets; the server is then unchanged.
    public func restore(from directory: String) async throws {
        await pauseSampling()
        defer { resumeSampling() }
        let loaded = try adapters.map { try stored(in: directory, like: $0) }
        let weights = loaded == nil ? try storedWeights(in: directory) : nil
        let (mean, square) = (FloatBuffer(count: trainedCount), FloatBuffer(count: trainedCount))
        let state = try OptimizerFile.read(directory + "/" + OptimizerFile.name, tensors: trainedTensors, mean: mean, square: square)
        if let loaded { adapters?.values.copy(from: loaded.values) }
        if let weights {
            self.weights.copy(from: weights)
            panelsAreStale = true
        }
        optimizer.mean.copy(from: mean)
        optimizer.square.copy(from: square)
        optimizer.steps = state.steps
        version = state.version
        accumulator.clear()
        hasSteppedSincePublish = false
        refreshSampler()
    }

    private func stored(in directory: String, like adapters: Adapters) throws -> Adapters {
        let loaded = adapters.copy()
        try AdapterFolder(path: directory).read(into: loaded)
        return loaded
    }

    private func storedWeights(in directory: String) throws -> FloatBuffer {
        guard !AdapterFolder.exists(at: directory) else {
            throw HoldfastError(.configuration, "the checkpoint \(directory) was made with LoRA; restore it with the same rank, alpha and targets")
        }
        let stored = try ConfigurationFile.read(folder: directory)
        guard stored == model else {
            throw HoldfastError(.model, "the checkpoint \(directory) is of a model of another shape; restore it with the model it was made from")
        }
        let loaded = FloatBuffer(count: layout.count)
        try WeightsFile.read(folder: directory, layout: layout, tied: model.tiedEmbeddings, into: loaded)
        return loaded
    }

    /// Writes the trained weights, adapters merged, as a Hugging Face model: `config.json` and `model.safetensors`, into an existing folder.
    ///
    /// - Parameter halfWidth: store bfloat16 instead of float32: half the size, rounded.
    /// - Throws: `model` for weights that are not finite, and nothing is written then; `file`, or `capacity` when the disk is full.
    public func exportModel(to folder: String, halfWidth: Bool = false) throws {
        guard weights.isFinite else { throw Divergence.error("nothing was saved, for the weights are not finite") }
        try WeightsFile.write(weights, layout: layout, adapters: adapters, halfWidth: halfWidth, to: folder + "/" + WeightsFile.name)
        try ConfigurationFile.write(model, elementType: halfWidth ? "bfloat16" : "float32", folder: folder)
    }
}
