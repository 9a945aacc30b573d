// expect: a test names an awaitgram::bot, a userbot, a client, a user or a chat of the test server
// SPDX-License-Identifier: MIT
#include <awaitgram/awaitgram.hpp>
#include <awaitgram/testing/server.hpp>

namespace ag = awaitgram;

#ifdef AWAITGRAM_CORRECT
void program(ag::testing::test_user& alice, ag::bot& other) {
#else
void program(ag::testing::test_user& alice, int& other) {
#endif
    alice.writes(other, "hello");
}
