from .applying import apply_study as apply_study, placing as placing
from .document import Study as Study
from .drafting import draft_study as draft_study
from .hearing import Heard as Heard, check_comments as check_comments, hear_study as hear_study
from .outcomes import OutcomeTold as OutcomeTold, foretell_outcomes as foretell_outcomes
from .reading import read_study as read_study
from .scoring import Appraisal as Appraisal, appraise as appraise
from .setting import indicator_setting as indicator_setting
from .teams import with_skills as with_skills
