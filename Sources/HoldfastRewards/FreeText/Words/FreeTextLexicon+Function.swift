// SPDX-License-Identifier: Apache-2.0

extension FreeTextLexicon {
    /// Words that build sentences, in exactly these forms.
    static let functionWords: [(WordTags, String)] = [
        (.article, "a an the"),
        (.determiner, "my your his her its our their this that these those some any no every each another all both many much several few lots own"),
        (
            .preposition,
            """
            in on at by for with from to of about into onto over under near around through during without within after before since until till \
            against between among behind beside besides across like as than per via except outside inside up down off out
            """
        ),
        (.conjunction, "and or but so because since cause cuz plus nor yet"),
        (
            .subordinator,
            "if unless whether when whenever that which who whom whose where how why what while although though until till once as than whatever because since"
        ),
        (.pronoun, "i me myself we us you he she they him them it this that these those there one someone somebody everyone everybody people"),
        (.be, "am is are was were be been being"),
        (.modal, "can could will would shall should may might must do does did"),
        (.negator, "not never no neither without hardly"),
        (
            .adverb,
            """
            really just actually still also always usually often currently now totally definitely absolutely personally only even already mostly \
            sometimes very so too quite pretty truly probably certainly honestly simply generally recently finally both almost rather \
            ever kinda sorta sure presently typically normally especially particularly mainly fully literally super extremely happily \
            proudly basically frequently regularly occasionally therefore however instead therefor secretly all
            """
        ),
        (
            .interjection,
            """
            yes yeah yep yup no nope nah well oh ah aw wow hi hello hey hiya ok okay sure great cool nice haha hahaha lol please thanks thank right \
            actually honestly personally unfortunately sadly luckily fortunately anyway then too same me hmm um uh ooh good sorry true exactly indeed \
            alright absolutely definitely certainly today tonight now currently lately nowadays sometimes usually also maybe and but so fine perfect correct wrong goodbye bye
            """
        ),
        (.question, "what who where when why how which whose whom"),
        (
            .neutralTail,
            """
            now though yet anymore either currently too actually sadly unfortunately myself right at all the moment present even ever really lol haha \
            well please thanks thank you either sorry honestly today still though tho just here very so much a lot
            """
        ),
        (
            .empty,
            """
            it that this them those these one ones thing things anything something nothing everything what much many more most lot lots bit time \
            idea problem plan plans trouble doubt clue same other others else way there here so such any some too us me him her you enough \
            everyone anyone someone fun day days kind sort people question questions chance luck lots tons good better best stuff
            """
        ),
    ]
}
