import DiskIndex
import Testing
