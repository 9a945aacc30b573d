// SPDX-License-Identifier: MIT
#include <awaitgram/awaitgram.hpp>
#include <awaitgram/testing/server.hpp>

decltype(&awaitgram::to_hex) second(awaitgram::bot& bot);

// An inline function has the same address in all units.
int main() {
    awaitgram::testing::server telegram;
    awaitgram::bot bot{awaitgram::memory_session{}, telegram.app()};
    // The content of a session is complete without another header.
    const awaitgram::memory_session storage;
    return second(bot) == &awaitgram::to_hex && storage.data().peers.empty() ? 0 : 1;
}
