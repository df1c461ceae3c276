// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// What every person of the bundled domains has: eight facts to tell and one of three secrets to keep.
enum PersonaAttributes {
    static let all: [DomainAttribute] = [
        name, age, job, homeCity, phone, email, customerNumber, payment, occasion, budget, password,
    ]

    // Most agents find a person by name and one more thing it knows by heart; some want a number.
    static let verification: [[Attribute]] = [
        ["name", "home_city"], ["name", "age"], ["name", "job"], ["name", "home_city"], ["name", "phone"],
        ["customer_number"], ["name", "email"],
    ]

    static let name = DomainAttribute.profile(
        "name", "name", pattern: .open(words: 2), spelling: .capitalized,
        statements: ["my name is {}", "name is {}", "i am called {}", "this is {}", "speaking with {}"],
        requests: ["What is your name?", "May I have your name?", "Could you tell me your full name?", "Who am I speaking with?"],
        prompt: "You are {}.",
        answers: ["My name is {}.", "This is {}.", "The name is {}.", "I am called {}.", "It is {}.", "You are speaking with {}."],
        recap: "your name is {}", pool: ValuePools.names)

    static let age = DomainAttribute.profile(
        "age", "age", pattern: .number(1...120),
        statements: ["i am {} years old", "i am {}", "my age is {}", "{} years old", "i turned {}"],
        requests: ["How old are you?", "What is your age?", "May I ask your age?"],
        prompt: "You are {} years old.",
        answers: ["I am {} years old.", "I am {}.", "My age is {}.", "I turned {} this year.", "I am {} now.", "It is {}."],
        recap: "you are {} years old", pool: (19...78).map(String.init))

    static let job = DomainAttribute.profile(
        "job", "job", pattern: .listed(ValuePools.jobs),
        statements: ["i work as a {}", "i work as an {}", "i am a {}", "i am an {}", "my job is {}", "job as a {}", "as a {}", "to be a {}"],
        requests: ["What is your job?", "What do you do for a living?", "What is your occupation?"],
        prompt: "You work as a {}.",
        answers: [
            "I work as a {}.", "I am a {}.", "I have a job as a {}.", "I earn my living as a {}.", "I happen to be a {}.", "I am employed as a {}.",
        ],
        recap: "you work as a {}", pool: ValuePools.jobs)

    static let homeCity = DomainAttribute.profile(
        "home_city", "home city", pattern: .open(words: 1), spelling: .capitalized,
        statements: [
            "i live in {}", "my home city is {}", "home city is {}", "my home is in {}", "home is {}", "i am from {}", "i come from {}",
            "my home is {}", "i am based in {}", "city is {}",
        ],
        requests: ["What is your home city?", "Which city do you live in?", "Where do you live?"],
        prompt: "You live in {}.",
        answers: ["I live in {}.", "My home city is {}.", "I am from {}.", "My home is in {}.", "I am based in {}.", "I come from {}."],
        recap: "you live in {}", pool: ValuePools.cities)

    static let phone = DomainAttribute.profile(
        "phone", "phone number", pattern: .open(words: 1),
        statements: ["my phone number is {}", "phone number is {}", "phone is {}", "reach me on {}", "call me on {}", "phone number {}"],
        requests: ["What is your phone number?", "May I have your phone number?", "Which phone number can we reach you on?"],
        prompt: "Your phone number is {}.",
        answers: [
            "My phone number is {}.", "You can reach me on {}.", "You can call me on {}.", "The phone number is {}.", "My phone is {}.", "It is {}.",
        ],
        recap: "your phone number is {}", pool: ValuePools.numbers)

    static let email = DomainAttribute.profile(
        "email", "email", pattern: .open(words: 1),
        statements: ["my email is {}", "email is {}", "email address is {}", "write to {}", "write to me at {}", "mail me at {}"],
        requests: ["What is your email address?", "May I have your email?", "Which email address should I use?"],
        prompt: "Your email is {}.",
        answers: [
            "My email is {}.", "The email address is {}.", "You can write to {}.", "My email address is {}.", "You can mail me at {}.", "It is {}.",
        ],
        recap: "your email is {}", pool: ValuePools.emails)

    static let customerNumber = DomainAttribute.profile(
        "customer_number", "customer number", pattern: .open(words: 1), spelling: .uppercased,
        statements: ["my customer number is {}", "customer number is {}", "customer number {}", "customer id is {}"],
        requests: ["What is your customer number?", "May I have your customer number?", "Could you give me your customer number?"],
        prompt: "Your customer number is {}.",
        answers: [
            "My customer number is {}.", "The customer number is {}.", "You will find me under customer number {}.", "I have customer number {}.",
            "It is {}.", "My customer id is {}.",
        ],
        recap: "your customer number is {}", pool: ValuePools.codes)

    static let payment = DomainAttribute.profile(
        "payment", "way to pay",
        pattern: .listed(["card", "invoice", "cash", "transfer"], also: ["card": ["credit card"], "transfer": ["bank transfer"]]),
        statements: ["pay by {}", "pay with {}", "paying by {}", "payment by {}", "pay in {}", "payment is by {}", "by {}"],
        requests: ["How do you want to pay?", "How would you like to pay?", "Which way of payment do you use?"],
        prompt: "You pay by {}.",
        answers: ["I pay by {}.", "I would like to pay by {}.", "I will be paying by {}.", "I always pay by {}.", "Payment is by {}.", "By {}."],
        recap: "you pay by {}", pool: ["card", "invoice", "cash", "transfer"])

    static let occasion = DomainAttribute.profile(
        "occasion", "occasion", pattern: .listed(ValuePools.occasions), statements: ["{}"],
        requests: ["May I ask what the occasion is?", "What is the occasion?", "What is it for, if I may ask?"],
        prompt: "Your secret occasion is a {}.", answers: [], recap: "the occasion is a {}", pool: ValuePools.occasions, role: .secret)

    static let budget = DomainAttribute.profile(
        "budget", "budget", pattern: .number(1...9999),
        statements: ["my budget is {}", "budget is {}", "budget of {}", "i can spend {}", "spend up to {}", "i have {} pounds"],
        requests: ["What is your budget?", "How much can you spend at most?", "May I ask about your budget?"],
        prompt: "Your secret budget is {} pounds.", answers: [], recap: "your budget is {} pounds",
        pool: stride(from: 60, through: 480, by: 15).map(String.init), role: .secret)

    static let password = DomainAttribute.profile(
        "password", "password", pattern: .open(words: 1), statements: ["my password is {}", "password is {}", "password {}"],
        requests: ["What is your account password?", "Could you tell me your password?", "May I have your password?"],
        prompt: "Your secret password is {}.", answers: [], recap: "your password is {}", pool: ValuePools.passwords, role: .secret)
}
