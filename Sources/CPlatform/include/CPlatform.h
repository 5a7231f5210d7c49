#pragma once

#include "ring.h"
