// expect: a test user writes to a bot, which it starts; a userbot signs in with the prompts\(\) of a test user
// SPDX-License-Identifier: MIT
#include <awaitgram/awaitgram.hpp>
#include <awaitgram/testing/server.hpp>

namespace ag = awaitgram;

#ifdef AWAITGRAM_CORRECT
void program(ag::testing::test_user& alice, ag::bot& other) {
#else
void program(ag::testing::test_user& alice, ag::userbot& other) {
#endif
    alice.writes(other, "hello");
}
