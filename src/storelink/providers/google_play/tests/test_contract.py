from storelink.providers.google_play.tests.stage import STAGE
from storelink.providers.testing import contract

TestContract = contract(STAGE)
