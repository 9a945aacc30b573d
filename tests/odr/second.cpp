// SPDX-License-Identifier: MIT
#include <awaitgram/awaitgram.hpp>

decltype(&awaitgram::to_hex) second();

decltype(&awaitgram::to_hex) second() {
    return &awaitgram::to_hex;
}
