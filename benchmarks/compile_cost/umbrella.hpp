// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/awaitgram.hpp>
