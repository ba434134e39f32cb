"""Addresses of the job search pages on the desk."""

from ringback.doors.jobsearch.calling.urls import urlpatterns as calling
from ringback.doors.jobsearch.employers.urls import urlpatterns as employers
from ringback.doors.jobsearch.interviews.urls import urlpatterns as interviews
from ringback.doors.jobsearch.letters.urls import urlpatterns as letters
from ringback.doors.jobsearch.linked.urls import urlpatterns as linked
from ringback.doors.jobsearch.touches.urls import urlpatterns as touches
from ringback.doors.jobsearch.workspaces.urls import urlpatterns as workspaces

app_name = "jobsearch"
urlpatterns = [
    *workspaces,
    *employers,
    *touches,
    *interviews,
    *calling,
    *letters,
    *linked,
]
