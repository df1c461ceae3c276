// SPDX-License-Identifier: Apache-2.0

/// How many rows a micro-batch may have and how many layers are computed again on the way back, so that activations stay within their memory.
struct ActivationBudget: Hashable {
    /// Most rows of a micro-batch, unless one sequence alone has more.
    let rows: Int
    /// Floats that the activations of one lane may take.
    private let floats: Int
    private let layers: Int
    /// Floats per row: those of all layers together, the residual stream before each layer among them, and those of one layer beside it.
    private let fixed: Int
    private let layer: Int

    /// Rows are not lowered below this: products lose more by being small than it costs to compute a layer again.
    static let leastRows = 768

    /// - Parameters:
    ///   - bytes: what the activations of all lanes may take.
    ///   - tokens: most rows in any case.
    init(_ model: ModelConfiguration, lanes: Int, bytes: Int, tokens: Int) {
        let (hidden, wide, query) = (model.hiddenSize, model.attentionWidth, model.queryWidth)
        let saved = model.architecture.hasQueryKeyNorm ? query + model.keyValueWidth + model.heads + model.keyValueHeads : 0
        layers = model.layers
        layer = hidden + wide + query + 2 * model.feedForwardSize + model.heads + 2 + saved
        fixed = 2 * hidden + wide + query + model.feedForwardSize + (model.layers + 1) * hidden
        floats = bytes / MemoryLayout<Float>.stride / lanes
        rows = min(tokens, max(Self.leastRows, floats / (fixed + layers * layer)))
    }

    /// How many of the first layers share the memory of one, and so all but the last of them must be computed again for their derivatives.
    func sharingLayers(rows: Int) -> Int {
        let kept = (floats / max(1, rows) - fixed) / layer
        return kept >= layers ? 0 : layers - max(0, min(kept - 1, layers - 1))
    }

    /// Floats that `Activations` takes for so many rows, but for those of the head, which follow the rows in the loss.
    func floats(rows: Int, sharing: Int) -> Int { rows * (fixed + (layers - max(0, sharing - 1)) * layer) }
}
