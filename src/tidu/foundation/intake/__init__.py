"""Numbers come in: a received sheet is read, judged, shown, and only then loaded, all or nothing.

What lives here: readers of workbooks and text files, the reading of single cells, the stage, and the way back
to the sender (templates and marked workbooks). What must not: any knowledge of what an enterprise is. A domain
app declares its forms (`forms.Form`) and loads accepted rows through its own operations.
"""
