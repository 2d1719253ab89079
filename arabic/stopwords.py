"""Words that carry no subject: left out of queries unless nothing else was asked.

They stay in the index (phrases need them), only without n-grams.
"""

from arabic.letters import fold

_STOP = """
من ومن منها منه منهم في وفي فيها فيه فيهم و ف ثم او أو أي لا ولا ألا إلا لكن ولكن لكنه لكنها ما وما كما فما عن وعن مع
ومع إذا وإذا إن أن وإن وأن بأن لأن فإن أنها إنها أنه إنه أنهم إنهم بأنه بأنها لأنه لأنها وأنه وأنها التي الذي الذين اللذين
اللتين اللواتي اللاتي والتي والذي والذين إلى وإلى على وعلى عليها عليه عليهم أما إما أيضا كل وكل لم ولم لن ولن هي هو هم
هما وهي وهو وهم فهي فهو أنت أنا نحن لك لها له لهم هذه هذا هذان هؤلاء وهذا وهذه بهذا بهذه لهذا لهذه ذلك وذلك تلك بذلك لذلك
كذلك هناك هنا كان كانت كانوا يكون تكون وكان وكانت غير بعض قد وقد لقد فقد نحو بين وبين بينما منذ ضمن حيث الآن خلال وخلال بعد
وبعد قبل وقبل حتى عند عندما لدى لديه لديها جميع أحد إحدى عليه وعليه به بها بهم إليه إليها عنه عنها كانا ليس ليست وليس يا
"""
_QUESTION = """
ما ماذا من متى أين كيف كم لماذا هل أي أية أيهما أيهم مما بماذا لمن عدد اسم هو هي هم تم ماهو ماهي الذي التي الذين فيما
وما وكم وكيف ولماذا وأين ومتى وهل
"""

STOP = frozenset(map(fold, _STOP.split()))
"""Folded function words: particles, prepositions, pronouns, demonstratives, forms of "to be"."""

QUESTION = frozenset(map(fold, _QUESTION.split()))
"""Folded words a question is asked with; dropped from queries only."""
