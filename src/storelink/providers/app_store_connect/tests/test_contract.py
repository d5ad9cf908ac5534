from storelink.providers.app_store_connect.tests.stage import STAGE
from storelink.providers.testing import contract

TestContract = contract(STAGE)
