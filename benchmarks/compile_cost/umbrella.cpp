// SPDX-License-Identifier: MIT
#include <awaitgram/awaitgram.hpp>

int main() {}
