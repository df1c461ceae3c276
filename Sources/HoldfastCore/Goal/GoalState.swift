// SPDX-License-Identifier: Apache-2.0

/// A judge's proposal to move one component to a status.
public struct StatusProposal: Hashable, Sendable, Codable {
    /// Identifier of the component to move.
    public var component: String
    /// The status to move to.
    public var status: ComponentStatus
    /// Index of the turn it follows from.
    public var turn: Int
    /// Why, in the judge's words.
    public var reason: String
    /// Identity of the judge that proposes it.
    public var judge: String

    /// A proposal; whether it is legal shows when it is applied.
    public init(component: String, status: ComponentStatus, turn: Int, reason: String, judge: String) {
        self.component = component
        self.status = status
        self.turn = turn
        self.reason = reason
        self.judge = judge
    }
}

/// A move that happened.
public struct StatusChange: Hashable, Sendable, Codable {
    /// Identifier of the component that moved.
    public var component: String
    /// The status before.
    public var from: ComponentStatus
    /// The status after.
    public var to: ComponentStatus
    /// Index of the turn it follows from.
    public var turn: Int
    /// Why, in the judge's words.
    public var reason: String
    /// Identity of the judge that proposed it.
    public var judge: String

    /// A move from one status to another.
    public init(component: String, from: ComponentStatus, to: ComponentStatus, turn: Int, reason: String, judge: String) {
        self.component = component
        self.from = from
        self.to = to
        self.turn = turn
        self.reason = reason
        self.judge = judge
    }
}

/// A proposal that was ignored, and why.
public struct RejectedProposal: Hashable, Sendable, Codable {
    /// What was wrong with the proposal.
    public enum Reason: String, Sendable, Codable, CaseIterable { case unknownComponent, illegalStatus, illegalMove, absorbed }
    /// What was proposed.
    public var proposal: StatusProposal
    /// Why it changed nothing.
    public var reason: Reason

    /// A proposal and why it was ignored.
    public init(proposal: StatusProposal, reason: Reason) {
        self.proposal = proposal
        self.reason = reason
    }
}

/// The goal state of a dialogue: a status per component, with legal moves only.
///
/// A judge proposes, this type disposes: illegal proposals are recorded in `rejected` and change nothing.
public struct GoalState: Hashable, Sendable, Codable {
    /// The goal's components, those that do not apply yet included.
    public let components: [GoalComponent]
    /// One status per component, in the same order.
    public private(set) var statuses: [ComponentStatus]
    /// All moves so far, in the order in which they were made.
    public private(set) var changes: [StatusChange] = []
    /// All proposals that were ignored so far, in their order; one for the status a component already has is not among them.
    public private(set) var rejected: [RejectedProposal] = []
    /// Which components have come to apply; a conditional one does not until its condition was met.
    public private(set) var applies: [Bool]

    /// The state before the first line: every component in the status its kind starts in.
    public init(components: [GoalComponent]) {
        self.components = components
        self.statuses = components.map(\.kind.initialStatus)
        self.applies = components.map { $0.condition == nil }
    }

    /// The state that stored moves lead to: the changes are made again, one by one.
    /// - Throws: `.format` when a change is not a legal move from where it claims to start, or `applies` has another length.
    public init(components: [GoalComponent], changes: [StatusChange], rejected: [RejectedProposal], applies: [Bool]) throws {
        self.init(components: components)
        guard applies.count == components.count else {
            throw HoldfastError(.format, "a goal of \(components.count) components has \(applies.count) entries on which of them apply")
        }
        for change in changes {
            let proposal = StatusProposal(
                component: change.component, status: change.to, turn: change.turn, reason: change.reason, judge: change.judge)
            guard apply(proposal) == change else {
                throw HoldfastError(
                    .format, "the stored goal change of \(change.component) from \(change.from) to \(change.to) is not a legal move")
            }
        }
        self.rejected = rejected
        self.applies = applies
    }

    /// The position of a component in `components`, or nil for an unknown identifier.
    public func index(of id: String) -> Int? { components.firstIndex { $0.id == id } }

    /// The status of a component, or nil for an unknown identifier.
    public subscript(_ id: String) -> ComponentStatus? { index(of: id).map { statuses[$0] } }

    /// Components whose status can still change: the only ones worth asking a judge about.
    public var open: [GoalComponent] {
        zip(components, statuses).filter { !$0.kind.isAbsorbing($1) }.map(\.0)
    }

    /// Takes a proposal: moves, does nothing when the status is already that one, or records a rejection.
    /// - Returns: the change, or nil when nothing changed.
    @discardableResult
    public mutating func apply(_ proposal: StatusProposal) -> StatusChange? {
        guard let index = index(of: proposal.component) else { return reject(proposal, .unknownComponent) }
        let kind = components[index].kind
        let old = statuses[index]
        guard kind.statuses.contains(proposal.status) else { return reject(proposal, .illegalStatus) }
        guard old != proposal.status else { return nil }
        guard !kind.isAbsorbing(old) else { return reject(proposal, .absorbed) }
        guard kind.allows(from: old, to: proposal.status) else { return reject(proposal, .illegalMove) }
        statuses[index] = proposal.status
        let change = StatusChange(
            component: proposal.component, from: old, to: proposal.status, turn: proposal.turn, reason: proposal.reason,
            judge: proposal.judge)
        changes.append(change)
        return change
    }

    /// Marks a conditional component as applying from now on.
    public mutating func activate(_ id: String) {
        if let index = index(of: id) { applies[index] = true }
    }

    private mutating func reject(_ proposal: StatusProposal, _ reason: RejectedProposal.Reason) -> StatusChange? {
        rejected.append(RejectedProposal(proposal: proposal, reason: reason))
        return nil
    }
}

extension GoalState {
    /// The share of applying components of a kind in a success status, or nil where there is none.
    public func success(of kind: ComponentKind) -> Double? {
        share { $0.kind == kind }
    }

    /// The share of all applying components in a success status, or nil for an empty goal.
    public var success: Double? { share { _ in true } }

    private func share(where included: (GoalComponent) -> Bool) -> Double? {
        var total = 0
        var good = 0
        for index in components.indices where applies[index] && included(components[index]) {
            total += 1
            if components[index].kind.isSuccess(statuses[index]) { good += 1 }
        }
        return total == 0 ? nil : Double(good) / Double(total)
    }

    /// Whether every applying task, requirement and preference is in a success status: nothing is left to do.
    public var isFinished: Bool {
        components.indices.allSatisfy { index in
            switch components[index].kind {
            case .profile, .policy: true
            case .task, .requirement, .preference: !applies[index] || components[index].kind.isSuccess(statuses[index])
            }
        }
    }
}
