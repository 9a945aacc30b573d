// SPDX-License-Identifier: MIT
#include <awaitgram/awaitgram.hpp>

decltype(&awaitgram::to_hex) second();

// An inline function has one address, whichever unit takes it.
int main() {
    return second() == &awaitgram::to_hex ? 0 : 1;
}
