// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import Testing

/// What the judge of free text makes of a line, given a persona.
func freeTextOutcome(_ persona: String, _ line: String) -> (VerdictOutcome, String) {
    let verdict = FreeTextJudge().decide(JudgeQuestion(criterion: Criterion.promptToLine, ground: persona, line: line))
    return (verdict.outcome, verdict.evidence)
}

struct FreeTextContradictionTests {
    static let contradictions: [(String, String, String)] = [
        ("number of pets", "I have two dogs.", "I have three dogs at home."),
        ("no pets, with class", "I have a dog.", "I don't have any pets."),
        ("no pets, the other way", "I do not have any pets.", "My dog is so cute!"),
        ("place of living, second person", "You live in Nottingham. Your phone number is 576944.", "I live in Leeds."),
        ("number", "You live in Nottingham. Your phone number is 576944.", "Sure, my phone number is 576945."),
        ("diet, third person", "The user is vegetarian.", "I had a steak yesterday and it was great."),
        ("diet against favourite", "I am a vegan.", "My favorite food is cheese pizza with bacon."),
        ("diet, line says so", "I love steak.", "I'm a vegetarian."),
        ("denied habit against love", "I do not drink coffee.", "I love my morning coffee."),
        ("never against habit", "I never drink alcohol.", "I drink beer every weekend."),
        ("origin", "I am from Ohio.", "I'm from Texas, how about you?"),
        ("origin and residence are distinct, residence", "I am from Ohio. I live in Denver.", "I live in Chicago now."),
        ("age", "I am 25 years old.", "i'm 40 and feel it"),
        ("age in words", "I am twenty-five.", "I am thirty years old."),
        ("decade", "I am 25 years old.", "I'm in my forties."),
        ("name", "My name is Sarah.", "Hi, my name is Bob."),
        ("name, second person", "You are Wendy Ellis. You live in Hull.", "My name is Anna Ellis."),
        ("surname", "You are Wendy Ellis. You live in Hull.", "My name is Wendy Moreno."),
        ("gender", "I am a man.", "I am a woman who loves cats."),
        ("gender by role", "I am a mother of two.", "I am a father."),
        ("job", "I work as a nurse.", "I'm a lawyer."),
        ("job, other form", "I am a teacher.", "I work as a plumber in town."),
        ("student", "I am a nurse.", "I'm a student at the moment."),
        ("employer", "I work at a bank.", "I work at a hospital."),
        ("marital status", "I am single.", "I'm married with kids."),
        ("spouse", "I am single.", "My wife and I like to cook."),
        ("divorced", "I am married.", "i am divorced"),
        ("siblings", "I have two brothers.", "I have three brothers."),
        ("only child", "I have a sister.", "I am an only child."),
        ("no children", "I do not have any children.", "I have two sons."),
        ("children counted", "I have four children.", "We have three kids."),
        ("likes against hates", "I love cats.", "I hate cats."),
        ("likes against does not like", "I like pizza.", "I don't like pizza at all."),
        ("class", "I hate sports.", "I love football."),
        ("fan", "I'm not a fan of horror movies.", "I love horror films!"),
        ("into", "I am really into jazz.", "I can't stand jazz."),
        ("favourite", "My favorite color is blue.", "my favourite colour is red"),
        ("favourite turned round", "Pizza is my favorite food.", "My favorite food is sushi."),
        ("favourite against dislike", "My favorite food is pizza.", "I hate pizza."),
        ("gerund and infinitive", "I love to cook.", "I hate cooking."),
        ("doing denied", "I like to swim.", "I do not swim."),
        ("cannot", "I can't swim.", "I love swimming in the lake."),
        ("car", "I do not own a car.", "I drive my car to work every day."),
        ("driving", "I drive a truck.", "I don't drive."),
        ("house", "I own a house.", "I do not own a house."),
        ("allergy", "I am allergic to peanuts.", "I eat peanuts all the time."),
        ("no allergies", "I am allergic to cats.", "I am not allergic to cats."),
        ("never been", "I have never been to Paris.", "I went to Paris last year."),
        ("trait", "I am tall.", "I'm pretty short."),
        ("denied trait", "I am shy.", "I'm not shy."),
        ("hair", "I have blonde hair.", "I have long black hair."),
        ("religion", "I am a Christian.", "I am an atheist."),
        ("smoking", "I don't smoke.", "I smoke when I am nervous."),
        ("studies", "I am studying biology.", "I'm studying law at university."),
        ("coordinated verbs", "I live in Leeds and work as a nurse.", "I work as a baker."),
        ("late in the line", "I have no siblings.", "That's great! I love hiking, and I have a brother."),
        ("retired", "I am retired.", "I am unemployed."),
        ("instrument", "I play the guitar.", "I don't play the guitar."),
        ("PersonaGym", "A 71-year-old retired nurse from Italy, volunteering in hospice care", "I'm 30 years old."),
        ("PersonaGym, origin", "A 41-year-old scientist from London who loves hiking", "I'm from Texas."),
        ("PersonaGym, relative clause", "A 41-year-old scientist from London who loves hiking", "I hate hiking."),
        ("third person name", "Wendy is a nurse. She lives in Hull.", "I live in York."),
        ("spider", "I am afraid of spiders.", "I am not afraid of spiders."),
        ("without apostrophes", "I like tea.", "i dont like tea"),
        ("can against cannot", "I can speak French.", "I can't speak French."),
        ("alone", "I live alone.", "I live with my parents."), ("town", "I live in a big city.", "I live in a small town."),
        ("quit", "I quit smoking.", "I smoke a pack a day."),
        ("least favourite", "My favorite color is purple.", "Purple is my least favorite color."),
        ("retired", "I am retired.", "I work at a grocery store."), ("going there", "I love the beach.", "I hate going to the beach."),
        ("more than all", "I have one sister.", "I have two older sisters."),
        ("allergic to pets one has", "I'm allergic to dogs.", "I have three dogs."),
        ("last night", "I don't drink alcohol.", "I had a few beers last night."),
        ("never married", "I have never been married.", "My wife loves it too."),
        ("words apart", "I like tea.", "i do n't like tea"),
        ("words as they are", "I am a descendant of Columbus.", "I'm not a descendant of Columbus."),
        ("perfect progressive", "I have been working as a teacher for ten years.", "I work as a chef."),
    ]

    @Test("says that the line contradicts the persona", arguments: contradictions)
    func contradicts(name: String, persona: String, line: String) {
        let (outcome, evidence) = freeTextOutcome(persona, line)
        #expect(outcome == .fail, "\(name): '\(line)' against '\(persona)' is \(outcome) (\(evidence))")
    }

    static let innocents: [(String, String, String)] = [
        ("other people", "I am not a vegan. I eat meat.", "My sister is vegan."),
        ("question", "I have two dogs.", "Do you have three dogs?"),
        ("own question", "I have two dogs.", "Am I the only one who has three dogs?"),
        ("condition", "I have two dogs.", "If I had three dogs, I would go mad."),
        ("wish contrary to fact", "I have no pets.", "I wish I had a dog."),
        ("would love", "I have no pets.", "I would love to have a dog one day."),
        ("past", "I have no pets.", "I used to have a dog."),
        ("simple past", "I live in Denver.", "I lived in Chicago for years."),
        ("reported speech", "I am a nurse.", "My mother thinks I am a lawyer."),
        ("quotation", "I hate jazz.", "\"I love jazz\" is what he always says."),
        ("origin is not residence", "I am from Ohio.", "I live in Texas."),
        ("a place in a place", "I live in Colorado.", "I live in Denver."),
        ("hobbies do not exclude", "I love hiking.", "I love swimming and cooking."),
        ("another pet", "I have a dog.", "I have a cat."),
        ("narrower dislike", "I love dogs.", "I don't like big dogs."),
        ("narrower kind", "I like music.", "I hate rap."),
        ("restricted denial", "I drink coffee.", "I don't drink coffee at night."),
        ("not always", "I drink coffee.", "I don't always drink coffee."),
        ("the other's words", "I hate sports.", "You love football, right?"),
        ("number of another thing", "I have two dogs.", "I have three cats."),
        ("hardship", "I am a student.", "I am tired and hungry."),
        ("future", "I have no children.", "I will have children one day."),
        ("substitute", "I am vegetarian.", "I love veggie burgers."),
        ("feeding", "I am vegan.", "My dog eats chicken."),
        ("animals liked", "I am vegetarian.", "I love fish and chickens, they are so cute."),
        ("somebody else's job", "I am a nurse.", "My father is a lawyer."),
        ("I know", "I don't like jazz.", "I know you like jazz."),
        ("do not know", "I know how to swim.", "I don't know."),
        ("do not mind", "I love dogs.", "I don't mind."),
        ("can't wait", "I like to wait.", "I can't wait to see you!"),
        ("I am X-ing", "My name is Sarah.", "I'm Exhausted."),
        ("aspiring", "I am a student.", "I want to be a lawyer."),
        ("as if", "I have one dog.", "It feels as if I have ten dogs."),
        ("relative clause", "I hate pizza.", "The only food I like less than pizza is soup."),
        ("former habit", "I am vegan.", "I used to eat meat."), ("a bare denial of drinking", "I don't drink.", "I drink a lot of water."),
        ("fish and fishing", "I do not like fish.", "I like to fish."), ("love without skill", "I can't sing.", "I love to sing in the shower."),
        ("less than before", "I play basketball.", "I don't play much anymore."),
        ("a topping", "My favorite food is pizza.", "My favorite pizza topping is pepperoni."),
        ("work of two kinds", "I'm a student.", "I work at a coffee shop part time."), ("number of cats", "I am 30.", "I have 30 cats."),
        ("partner", "I am not married.", "I have a girlfriend."),
        ("teaching and coaching", "I am a teacher.", "I teach math to kids and coach soccer."),
        ("lost", "I am single.", "My wife left me."), ("not much", "I don't watch much tv.", "I watch the news sometimes."),
        ("agreement", "I love dogs.", "I love dogs too."),
    ]

    @Test("says of no innocent line that it contradicts", arguments: innocents)
    func doesNotContradict(name: String, persona: String, line: String) {
        let (outcome, evidence) = freeTextOutcome(persona, line)
        #expect(outcome != .fail, "\(name): '\(line)' against '\(persona)' is said to contradict: \(evidence)")
    }
}
